internal import NIOCore
package import NIOHTTP1

extension ConnectionState {
  /// The decoder has found the next part of a request.
  package mutating func receive(_ part: HTTPServerRequestPart) -> Action? {
    isReading = true
    if queue.isEmpty, !mustWait(part) { return process(part) }
    queue.append(part)
    return nil
  }

  /// The decoder cannot continue; the requests received before are still answered.
  package mutating func receive(_ rejection: Rejection) -> Action? {
    switch phase {
    case .serving where !request.isReceived && queue.isEmpty: return failBody(rejection)
    case .idle, .serving:
      if pendingRejection == nil { pendingRejection = rejection }
      return nil
    default: return nil
    }
  }

  package mutating func readEnded() {
    isReading = false
  }

  /// NIO asks whether to read more bytes from the client; if not now, `next` returns the read once it is time.
  package mutating func readRequested() -> Action? {
    if wantsRead { return .read }
    isReadDeferred = true
    return nil
  }

  /// The body's reader has started to wait for more, or has given up.
  package mutating func bodyIsAwaited(_ isAwaited: Bool) {
    isBodyAwaited = isAwaited && phase == .serving && !request.isReceived && !request.isAnswered
  }

  var wantsRead: Bool {
    switch phase {
    case .idle: queue.isEmpty
    // What follows a request that is being served can wait until the queue is empty. What follows undecodable bytes is
    // read only to be dropped.
    case .serving where request.isReceived: queue.isEmpty && pendingRejection == nil
    case .serving: request.isAnswered || isBodyAwaited
    case .ended, .sending, .lingering: true
    case .closing, .upgraded, .closed: false
    }
  }

  /// A request waits until the previous one is answered and the client has read enough of its responses.
  func mustWait(_ part: HTTPServerRequestPart) -> Bool {
    guard case .head = part else { return false }
    return phase == .serving || (phase == .idle && isBackedUp)
  }

  /// Whether the client must read some of its responses before the next request starts.
  private var isBackedUp: Bool {
    !isWritable || unsent > Self.maxUnsentBytes
  }

  private static let maxUnsentBytes = 64 * 1024

  mutating func process(_ part: HTTPServerRequestPart) -> Action? {
    switch (phase, part) {
    case (.idle, .head(let head)): begin(head)
    case (.serving, .body(let bytes)) where !request.isReceived: receiveBody(bytes)
    case (.serving, .end) where !request.isReceived: endBody()
    default: nil
    }
  }

  private mutating func begin(_ head: HTTPRequestHead) -> Action {
    switch RequestFraming.examine(head, limits: limits) {
    case .failure(let rejection): return reject(rejection, isHead: head.method == .HEAD)
    case .success(let framing):
      phase = .serving
      progress += 1
      request = ActiveRequest(framing: framing)
      isHandlerRunning = true
      return .run(head, hasBody: framing.body != .none)
    }
  }

  private mutating func receiveBody(_ bytes: ByteBuffer) -> Action? {
    request.owesContinue = false
    request.receivedBytes += bytes.readableBytes
    if request.isAnswered {
      drained += bytes.readableBytes
      // To discard so many bytes costs more than a new connection. While lingering, only the time is limited: to stop
      // reading would reset the connection, and a client that is still sending would never see its response.
      if drained > limits.maxDrainedBytes { end(.linger) }
      return nil
    }
    guard request.rejection == nil else { return nil }
    if request.receivedBytes > limits.maxBodyBytes { return failBody(.bodyTooLarge(limit: limits.maxBodyBytes)) }
    progress += 1
    isBodyAwaited = false
    return .appendBody(bytes)
  }

  private mutating func endBody() -> Action? {
    request.isReceived = true
    isBodyAwaited = false
    guard request.isAnswered else { return .endBody }
    endRequest()
    return nil
  }

  /// Fails the body's reader; the response becomes the rejection unless it has already started.
  mutating func failBody(_ rejection: Rejection) -> Action? {
    if request.isAnswered {
      end(.linger)
      return nil
    }
    guard request.rejection == nil else { return nil }
    request.rejection = rejection
    request.keepsAlive = false
    isBodyAwaited = false
    return .failBody(rejection)
  }
}
