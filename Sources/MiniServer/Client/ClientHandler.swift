internal import NIOCore
internal import NIOHTTP1

/// Sends a request, and passes the parts of its reply to the receiver.
final class ClientHandler: ChannelDuplexHandler {
  typealias InboundIn = HTTPClientResponsePart
  typealias OutboundIn = HTTPClientRequestPart
  typealias OutboundOut = HTTPClientRequestPart

  private let allowance: ReplyAllowance?
  private var receiver: (any ReplyReceiver)?
  /// Such as "GET /users".
  private var request = ""
  /// NIO asked to read while the receiver's `wantsRead` was false.
  private var isReadDeferred = false

  init(allowance: ReplyAllowance?) {
    self.allowance = allowance
  }

  func begin(
    _ head: HTTPRequestHead, _ body: ByteBuffer, on channel: any Channel, _ receiver: any ReplyReceiver
  ) {
    guard begin(head, on: channel, receiver) else { return }
    if body.readableBytes > 0 {
      channel.write(HTTPClientRequestPart.body(.byteBuffer(body)), promise: nil)
    }
    channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
  }

  /// Begins a request whose body and end are written later; false when that is not possible, and `receiver` is told.
  func begin(_ head: HTTPRequestHead, on channel: any Channel, _ receiver: any ReplyReceiver) -> Bool {
    guard channel.isActive, self.receiver == nil else {
      receiver.fail(ClientError.closed)
      return false
    }
    self.receiver = receiver
    request = "\(head.method) \(head.uri)"
    channel.write(HTTPClientRequestPart.head(head), promise: nil)
    return true
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head): receiver?.begin(head)
    case .body(let bytes):
      do throws(ClientError) {
        try receiver?.append(bytes)
      } catch {
        fail(error)
        context.close(promise: nil)
      }
    case .end:
      let complete = receiver
      receiver = nil
      complete?.finish()
    }
  }

  func read(context: ChannelHandlerContext) {
    if receiver?.wantsRead ?? true { context.read() } else { isReadDeferred = true }
  }

  /// Called when the receiver wants to read again.
  func resumeReading(_ channel: any Channel) {
    guard isReadDeferred else { return }
    isReadDeferred = false
    channel.read()
  }

  func channelInactive(context: ChannelHandlerContext) {
    fail(ClientError.closed)
    context.fireChannelInactive()
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    switch error {
    case let error as ClientError: fail(error)
    case is IOError, HTTPParserError.invalidEOFState: fail(ClientError.closed)
    case HTTPParserError.headerOverflow: fail(ClientError.tooLong(.head))
    default: fail(ClientError.malformed("\(error)"))
    }
    context.close(promise: nil)
  }

  func fail(_ error: any Error) {
    guard let failed = receiver else { return }
    receiver = nil
    if case ClientError.tooLong(let excess) = error { allowance?.note(excess, of: request) }
    failed.fail(error)
  }
}
