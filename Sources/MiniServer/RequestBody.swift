/// The body of a request, chunk by chunk, with back-pressure: the client is not read from while nobody asks.
public struct RequestBody: AsyncSequence, Sendable {
  public typealias Element = [UInt8]

  public struct AsyncIterator: AsyncIteratorProtocol {
    public mutating func next() async throws -> [UInt8]? { nil }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator() }

  /// The whole body in one piece.
  public func collect() async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await chunk in self { bytes += chunk }
    return bytes
  }
}
