internal import NIOCore
internal import NIOHTTP1

/// Receives the parts of one reply as they are read; every member is used on the connection's event loop.
protocol ReplyReceiver: AnyObject {
  /// Whether to read more bytes from the connection.
  var wantsRead: Bool { get }

  func begin(_ head: HTTPResponseHead)
  func append(_ bytes: ByteBuffer)
  /// The reply is complete; nothing follows.
  func finish()
  /// The reply will never be complete; nothing follows.
  func fail(_ error: any Error)
}
