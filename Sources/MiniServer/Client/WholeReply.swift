internal import NIOCore
internal import NIOHTTP1

/// Collects a reply until it is complete.
final class WholeReply: ReplyReceiver {
  let wantsRead = true
  private let promise: EventLoopPromise<ClientReply>
  private let deadline: ReplyDeadline
  private let allowance: ReplyAllowance?
  private let sent = ContinuousClock.now
  private var head: HTTPResponseHead?
  private var body: [UInt8] = []

  init(_ promise: EventLoopPromise<ClientReply>, deadline: ReplyDeadline, allowance: ReplyAllowance?) {
    self.promise = promise
    self.deadline = deadline
    self.allowance = allowance
  }

  func begin(_ head: HTTPResponseHead) {
    self.head = head
  }

  func append(_ bytes: ByteBuffer) throws(ClientError) {
    try allowance?.keep(bytes.readableBytes)
    body += bytes.readableBytesView
  }

  func finish() {
    guard let head else { return fail(ClientError.closed) }
    deadline.cancel()
    promise.succeed(
      ClientReply(
        sent: sent, status: Status(Int(head.status.code)), headers: Headers(fields: head.headers),
        // A copy has no room to grow, which would take up to as much memory again.
        content: ReplyBody(body.withUnsafeBufferPointer { Array($0) }, allowance: allowance), completed: .now))
  }

  func fail(_ error: any Error) {
    deadline.cancel()
    allowance?.drop(body.count)
    promise.fail(reason(error))
  }

  private func reason(_ error: any Error) -> any Error {
    guard head != nil, case ClientError.timeout(let patience) = error else { return error }
    return ClientError.unfinished(patience, bytes: body.count)
  }
}
