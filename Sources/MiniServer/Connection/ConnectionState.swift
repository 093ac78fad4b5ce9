internal import NIOCore
internal import NIOHTTP1

/// The protocol of one HTTP/1.1 connection: which request is served now, what of the rest must wait, and how it ends.
///
/// It has no channel, no handler, and no clock: events go in, and what is to be done comes out. Every event returns the
/// one action that it demands itself, if any. What has become possible in consequence comes from `next`, one action at a
/// time until it returns nil. During a read, which ends with `readEnded`, `next` returns nothing, so that one flush
/// sends the responses to all requests of that read.
package struct ConnectionState {
  enum Phase: Equatable {
    /// Waits for a request.
    case idle
    /// A request is being received or answered.
    case serving
    /// The last response is written. What still arrives is dropped, in this phase and in all later ones.
    case ended(Ending)
    /// Waits until the client has taken everything that is written.
    case sending(Ending)
    /// Our side of the connection is closed; waits for the client to close its side.
    case lingering
    /// The connection is being closed.
    case closing
    /// Another protocol has taken over.
    case upgraded
    case closed
  }

  enum Ending: Equatable {
    case close
    /// Closing with unread bytes would make the kernel reset the connection, and the client could lose the response.
    case linger
  }

  let limits: Server.Configuration
  let timerLimits: ConnectionTimer.Limits

  var phase = Phase.idle
  /// The last request that was begun.
  var request = ActiveRequest(framing: RequestFraming(keepsAlive: false))
  /// Whether a handler has been called and has not returned, even if its client is gone.
  var isHandlerRunning = false
  var isWritable = true
  /// Between the first part of a read and the read's end.
  var isReading = false
  /// Parts of pipelined requests that wait until the previous request is answered.
  var queue = CircularBuffer<HTTPServerRequestPart>(initialCapacity: 4)
  /// Why the bytes after the queued parts cannot be decoded.
  var pendingRejection: Rejection?
  var isBodyAwaited = false
  /// How much of a body was discarded after its request was answered.
  var drained = 0
  /// How many written bytes wait for a flush.
  var unsent = 0
  /// NIO asked to read while `wantsRead` was false.
  var isReadDeferred = false
  var isUpgrading = false
  var isShuttingDown = false
  var isRemoved = false
  var timer = ConnectionTimer()
  /// Increases with every request and every piece of a body.
  var progress = 0

  package init(limits: Server.Configuration, timerLimits: ConnectionTimer.Limits) {
    self.limits = limits
    self.timerLimits = timerLimits
  }

  /// The next action that has become possible.
  package mutating func next() -> Action? {
    switch phase {
    case .idle, .serving:
      guard !isReading else { return nil }
      if let action = nextOfRequests() { return action }
      // What was queued may have ended the connection.
      if case .ended(let ending) = phase { return finish(ending) }
    case .ended(let ending): return isReading ? nil : finish(ending)
    case .sending, .lingering: break
    case .closing, .upgraded: return nil
    case .closed: return remove()
    }
    guard isReadDeferred, !isReading, wantsRead else { return nil }
    isReadDeferred = false
    return .read
  }

  private mutating func nextOfRequests() -> Action? {
    while let part = queue.first {
      if mustWait(part) {
        // Flushing may make room.
        if unsent > 0 { return flush() }
        break
      }
      queue.removeFirst()
      if let action = process(part) { return action }
    }
    if pendingRejection != nil, phase == .idle, queue.isEmpty, let rejection = pendingRejection.take() {
      return reject(rejection)
    }
    if phase == .serving, request.owesContinue, isBodyAwaited {
      request.owesContinue = false
      return .sendContinue
    }
    // The last flush is part of `finish`.
    if case .ended = phase { return nil }
    if unsent > 0 { return flush() }
    if isUpgrading {
      phase = .upgraded
      return .upgrade(reads: isReadDeferred)
    }
    return nil
  }

  private mutating func flush() -> Action {
    unsent = 0
    return .flush
  }

  private mutating func finish(_ ending: Ending) -> Action {
    phase = .sending(ending)
    unsent = 0
    return .finish
  }

  private mutating func remove() -> Action? {
    // The handler's task uses the connection until it returns.
    guard !isHandlerRunning, !isRemoved else { return nil }
    isRemoved = true
    return .remove
  }

  /// Serves no further requests.
  mutating func end(_ ending: Ending) {
    phase = .ended(ending)
    queue.removeAll()
    pendingRejection = nil
  }
}
