extension ConnectionState {
  /// Requests in progress are still answered.
  package mutating func shutDown() {
    isShuttingDown = true
    if phase == .idle, queue.isEmpty { end(.close) }
  }

  /// Closes immediately, whatever is in progress.
  package mutating func abort() -> Action? {
    switch phase {
    case .closing, .closed: return nil
    default:
      phase = .closing
      queue.removeAll()
      return .close
    }
  }

  /// What `finish` sent was taken, or cannot be sent any more.
  package mutating func allSent() -> Action? {
    guard case .sending(let ending) = phase else { return nil }
    switch ending {
    case .close:
      phase = .closing
      return .close
    case .linger:
      phase = .lingering
      return .closeOutput
    }
  }

  /// The channel is closed, by whichever side.
  package mutating func closed() -> Action? {
    guard phase != .closed else { return nil }
    phase = .closed
    queue.removeAll()
    return .abandon
  }

  /// Called once per tick of the server, to detect a client that keeps the server waiting.
  package mutating func tick(headHasBegun: Bool) -> Action? {
    let wait = currentWait(headHasBegun)
    guard timer.isOverdue(wait, progress: progress, limits: timerLimits) else { return nil }
    switch wait {
    case .request, .peerClose: return abort()
    case .restOfHead: return reject(.headTimeout)
    case .restOfBody: return failBody(.bodyTimeout)
    case .handler: return nil
    }
  }

  private func currentWait(_ headHasBegun: Bool) -> ConnectionTimer.Wait {
    switch phase {
    // A request that waits for the client to read its responses is not late itself.
    case .idle: headHasBegun && queue.isEmpty ? .restOfHead : .request
    case .serving where request.isReceived: .handler
    case .serving: request.isAnswered || isBodyAwaited ? .restOfBody : .handler
    // A client may read its last response as slowly as any other.
    case .ended, .sending: .request
    case .lingering, .closing, .closed: .peerClose
    case .upgraded: .handler
    }
  }
}
