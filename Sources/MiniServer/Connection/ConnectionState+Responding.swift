extension ConnectionState {
  /// The handler has returned a response.
  package mutating func respond(_ response: Response) -> Answer {
    guard phase == .serving else { return .nothing }
    if let rejection = request.rejection { return .rejection(rejection, frame(rejection.response)) }
    if response.status.code == 101, response.webSocket != nil, request.isReceived, !isShuttingDown {
      isUpgrading = true
      return .upgrade
    }
    return .response(frame(response), flushesHead: !isReading)
  }

  /// The response, including a body that was streamed, is written as far as it goes; the handler does nothing more.
  package mutating func responseEnded(isWhole: Bool = true) -> Action? {
    isHandlerRunning = false
    guard phase == .serving, !isUpgrading else { return nil }
    request.isAnswered = true
    isBodyAwaited = false
    // Without its end, so that the client sees an incomplete body.
    if !isWhole { request.keepsAlive = false }
    if request.isReceived {
      endRequest()
      return nil
    }
    drained = 0
    if !request.keepsAlive { end(.linger) }
    return .dropBody
  }

  /// So many bytes of responses are written and wait for a flush.
  package mutating func wrote(_ unsent: Int) {
    self.unsent = unsent
  }

  /// The client has read enough, or is slow.
  package mutating func writabilityChanged(_ isWritable: Bool) -> Action? {
    self.isWritable = isWritable
    return isWritable && isHandlerRunning && phase == .serving ? .resumeWriters : nil
  }

  /// The request is received and answered.
  mutating func endRequest() {
    phase = .idle
    if !request.keepsAlive || isShuttingDown { end(queue.isEmpty ? .close : .linger) }
  }

  /// Responds with an error instead of calling the handler, then closes.
  mutating func reject(_ rejection: Rejection, isHead: Bool = false) -> Action {
    end(.linger)
    return .reject(rejection, isHead: isHead)
  }

  private mutating func frame(_ response: Response) -> ResponseFraming {
    let framing = ResponseFraming(
      response: response, request: request.framing, keepsAlive: request.keepsAlive && !mustClose)
    request.keepsAlive = framing.keepsAlive
    // An interim response in the middle of the final one would be taken for a part of it.
    request.owesContinue = false
    return framing
  }

  /// Whether the connection cannot serve another request after this one.
  private var mustClose: Bool {
    if isShuttingDown { return true }
    if request.isReceived { return false }
    // After a response without "100 Continue", the client may or may not send the body.
    return request.owesContinue || request.framing.isTooLongToDrain(received: request.receivedBytes, limits: limits)
  }
}
