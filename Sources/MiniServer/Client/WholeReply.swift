internal import NIOCore
internal import NIOHTTP1

/// Collects a reply until it is complete.
final class WholeReply: ReplyReceiver {
  let wantsRead = true
  private let promise: EventLoopPromise<ClientReply>
  private let deadline: ReplyDeadline
  private let sent = ContinuousClock.now
  private var head: HTTPResponseHead?
  private var body: [UInt8] = []

  init(_ promise: EventLoopPromise<ClientReply>, deadline: ReplyDeadline) {
    self.promise = promise
    self.deadline = deadline
  }

  func begin(_ head: HTTPResponseHead) {
    self.head = head
  }

  func append(_ bytes: ByteBuffer) {
    body += Array(buffer: bytes)
  }

  func finish() {
    guard let head else { return fail(ClientError.closed) }
    deadline.cancel()
    promise.succeed(
      ClientReply(
        sent: sent, status: Status(Int(head.status.code)), headers: Headers(fields: head.headers), body: body,
        completed: .now))
  }

  func fail(_ error: any Error) {
    deadline.cancel()
    promise.fail(error)
  }
}
