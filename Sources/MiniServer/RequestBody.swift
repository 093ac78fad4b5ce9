/// The body of a request, chunk by chunk, with back-pressure: bytes are read from the client only on demand.
///
/// It can be read once; a second iteration continues where the first one stopped.
public struct RequestBody: AsyncSequence, Sendable {
  public typealias Element = [UInt8]

  /// Nil if the request has no body.
  let stream: BodyStream?

  /// An empty body.
  package init() {
    stream = nil
  }

  init(stream: BodyStream) {
    self.stream = stream
  }

  public struct AsyncIterator: AsyncIteratorProtocol {
    let stream: BodyStream?

    public mutating func next() async throws -> [UInt8]? {
      try await stream?.nextBytes()
    }
  }

  public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: stream) }

  /// Reads the body to its end.
  public func collect() async throws -> [UInt8] {
    guard let stream else { return [] }
    var bytes: [UInt8] = []
    while let chunk = try await stream.nextBytes() {
      if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
    }
    return bytes
  }
}
