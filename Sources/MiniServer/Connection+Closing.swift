internal import NIOCore

extension Connection {
  /// Does everything that has become possible. During a read it does nothing: the end of the read calls it again.
  func settle() {
    guard !isReading, !isSettling, !isFlushing, phase != .closed else { return }
    isSettling = true
    defer { isSettling = false }
    while !queue.isEmpty {
      // Flushing may make room, or may find that the client has disconnected, which empties the queue.
      if mustWait(queue[queue.startIndex]) { flush() }
      guard let part = queue.first, !mustWait(part) else { break }
      queue.removeFirst()
      process(part)
    }
    if let rejection = pendingRejection, phase == .idle, queue.isEmpty, closing == .not {
      pendingRejection = nil
      reject(rejection)
    }
    sendContinueIfAwaited()
    flush()
    carryOutClose()
    if isReadDeferred, wantsRead {
      isReadDeferred = false
      context?.read()
    }
  }

  /// Adds bytes for the next flush to send.
  func append(_ write: (inout ByteBuffer) -> Void) {
    write(&output)
  }

  func flush() {
    guard let context, output.readableBytes > 0, !isFlushing else { return }
    isFlushing = true
    context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    // Reuses the storage, unless NIO still holds it because the client is slow.
    output.clear()
    isFlushing = false
  }

  func close(_ how: Closing) {
    if closing == .not || how == .afterLinger { closing = how }
  }

  /// Closes immediately, whatever is in progress.
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
    case .restOfHead: reject(.headTimeout)
    case .restOfBody: failBody(.bodyTimeout)
    case .handler: break
    }
    settle()
  }

  private var currentWait: ConnectionTimer.Wait {
    switch phase {
    case .idle: arrival.hasBegun ? .restOfHead : .request
    case .serving where current.isReceived: .handler
    case .serving: current.isAnswered || current.body?.isAwaited == true ? .restOfBody : .handler
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
