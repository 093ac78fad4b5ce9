/// The body of a request, chunk by chunk, with back-pressure: the client is not read from while nobody asks.
///
/// It can be read once; a second iteration goes on where the first one stopped.
public struct RequestBody: AsyncSequence, Sendable {
  public typealias Element = [UInt8]

  /// Nil for a request without a body.
  let stream: BodyStream?

  /// The body of a request that has none.
  package init() {
    stream = nil
  }

  init(stream: BodyStream) {
    self.stream = stream
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    let stream: BodyStream?

    public mutating func next() async throws -> [UInt8]? {
      try await stream?.next()
    }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: stream) }

  /// The whole body in one piece.
  public func collect() async throws -> [UInt8] {
    guard let stream else { return [] }
    var bytes: [UInt8] = []
    while let chunk = try await stream.next() {
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
    }
    return bytes
  }
}
