internal import NIOCore
internal import NIOHTTP1

/// Receives the parts of one reply as they are read; every member is used on the connection's event loop.
protocol ReplyReceiver: AnyObject {
  /// Whether to read more bytes from the connection.
  var wantsRead: Bool { get }

  func begin(_ head: HTTPResponseHead)
  /// Throws when it takes no more, and must then be told of a failure.
  func append(_ bytes: ByteBuffer) throws(ClientError)
  /// The reply is complete; nothing follows.
  func finish()
  /// The reply will never be complete; nothing follows.
  func fail(_ error: any Error)
}
