public import MiniServer

/// A reply that is read as it arrives; its connection closes at its end, or when the last reference to it is gone.
public struct HTTPReplyStream: Sendable {
  public let status: Status
  public let headers: Headers
  public let chunks: Chunks

  /// The body in the pieces in which it arrives. It can be read once; the service has to wait until the next piece is
  /// asked for.
  ///
  /// The sequence throws if the reply is incomplete.
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
