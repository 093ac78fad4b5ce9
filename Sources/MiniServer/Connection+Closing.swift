internal import NIOCore

extension Connection {
  /// Does what has become possible; does nothing in the midst of a read, at whose end it is called anyway.
  func settle() {
    guard !isReading, !isSettling, !isFlushing, phase != .closed else { return }
    isSettling = true
    defer { isSettling = false }
    while !queue.isEmpty {
      // Sending may make room; it may also find that the client has gone, and empty the queue.
      if mustWait(queue[queue.startIndex]) { flush() }
      guard let part = queue.first, !mustWait(part) else { break }
      queue.removeFirst()
      process(part)
    }
    if let refusal = pendingRefusal, phase == .idle, queue.isEmpty, closing == .not {
      pendingRefusal = nil
      refuse(refusal)
    }
    sendContinueIfAwaited()
    flush()
    carryOutClose()
    if isReadDeferred, wantsRead {
      isReadDeferred = false
      context?.read()
    }
  }

  /// Adds to what the next flush sends.
  func append(_ write: (inout ByteBuffer) -> Void) {
    write(&output)
  }

  func flush() {
    guard let context, output.readableBytes > 0, !isFlushing else { return }
    isFlushing = true
    context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    // Keeps the storage, unless a slow client makes NIO hold on to it.
    output.clear()
    isFlushing = false
  }

  func close(_ how: Closing) {
    if closing == .not || how == .afterLinger { closing = how }
  }

  /// Closes at once, with whatever is under way.
  func abort() {
    closing = .afterFlush
    context?.close(promise: nil)
  }

  func serverIsShuttingDown() {
    guard phase == .idle, queue.isEmpty else { return }
    close(.afterFlush)
    settle()
  }

  func tick() {
    let wait = currentWait
    guard timer.isOverdue(wait, progress: progress, limits: core.timerLimits) else { return }
    switch wait {
    case .request, .peerClose: abort()
    case .restOfHead: refuse(.headTimeout)
    case .restOfBody: failBody(.bodyTimeout)
    case .handler: break
    }
    settle()
  }

  private var currentWait: ConnectionTimer.Wait {
    switch phase {
    case .idle: arrival.hasBegun ? .restOfHead : .request
    case .exchanging where exchange.isReceived: .handler
    case .exchanging: exchange.isAnswered || exchange.body?.isAwaited == true ? .restOfBody : .handler
    case .lingering, .closed: .peerClose
    }
  }

  private func carryOutClose() {
    guard let context, phase != .lingering else { return }
    switch closing {
    case .not: break
    case .afterFlush: context.close(promise: nil)
    case .afterLinger:
      phase = .lingering
      context.close(mode: .output, promise: nil)
    }
  }
}
