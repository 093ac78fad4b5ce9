internal import NIOCore
internal import NIOHTTP1

/// Takes the parts of one reply as they are read; every member is used on the connection's event loop.
protocol ReplyReceiver: AnyObject {
  /// Whether more bytes of the connection are welcome.
  var wantsRead: Bool { get }

  func begin(_ head: HTTPResponseHead)
  func append(_ bytes: ByteBuffer)
  /// The reply is complete; nothing follows.
  func finish()
  /// The reply will never be complete; nothing follows.
  func fail(_ error: any Error)
}
