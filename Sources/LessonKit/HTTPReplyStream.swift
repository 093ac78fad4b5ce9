public import MiniServer

/// What another service answers, as it comes; its connection is closed once it is read, or nobody is left to read it.
public struct HTTPReplyStream: Sendable {
  public let status: Status
  public let headers: Headers
  public let chunks: Chunks

  /// The body in the pieces in which it arrives, to be read once; the service waits while nobody asks for the next.
  ///
  /// It throws when the reply was cut short.
  public struct Chunks: AsyncSequence, Sendable {
    public typealias Element = [UInt8]

    let base: ClientStream.Chunks

    public struct AsyncIterator: AsyncIteratorProtocol {
      var base: ClientStream.Chunks.AsyncIterator

      public mutating func next() async throws -> [UInt8]? {
        try await base.next()
      }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator()) }
  }
}
