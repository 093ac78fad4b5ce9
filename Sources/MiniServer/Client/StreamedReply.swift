internal import NIOCore
internal import NIOHTTP1

/// Completes a reply when its head arrives, and streams its body, reading no faster than the reader asks.
final class StreamedReply: ReplyReceiver {
  /// Nil once the head has arrived: the promise would keep the stream alive, whose last reference closes the connection.
  private var promise: EventLoopPromise<ClientStream>?
  private let channel: any Channel
  private let handler: ClientHandler
  private let closesAtEnd: Bool
  private let makeDeadline: () -> ReplyDeadline
  private var deadline: ReplyDeadline?
  private var body: BodyStream?

  init(
    _ promise: EventLoopPromise<ClientStream>, on channel: any Channel, handler: ClientHandler, closesAtEnd: Bool,
    deadline: @escaping () -> ReplyDeadline
  ) {
    self.promise = promise
    self.channel = channel
    self.handler = handler
    self.closesAtEnd = closesAtEnd
    makeDeadline = deadline
    self.deadline = deadline()
  }

  var wantsRead: Bool { body?.isAwaited ?? true }

  func begin(_ head: HTTPResponseHead) {
    deadline?.cancel()
    let body = BodyStream(loop: channel.eventLoop) { [self] isAwaited in
      guard isAwaited else { return }
      deadline = makeDeadline()
      handler.resumeReading(channel)
    }
    self.body = body
    // Cleared first, and released last: the stream's last reference may be the promise's, and closing the connection
    // calls `fail`.
    let promise = promise
    self.promise = nil
    promise?.succeed(
      ClientStream(
        status: Status(Int(head.status.code)), headers: Headers(fields: head.headers),
        chunks: ClientStream.Chunks(body: body, channel: channel)))
  }

  func append(_ bytes: ByteBuffer) {
    deadline?.cancel()
    body?.append(bytes)
  }

  func finish() {
    deadline?.cancel()
    body?.finish()
    if closesAtEnd { channel.close(promise: nil) } else { handler.resumeReading(channel) }
  }

  func fail(_ error: any Error) {
    deadline?.cancel()
    promise?.fail(error)
    body?.finish(.failure(error), keepsUnread: true)
  }
}
