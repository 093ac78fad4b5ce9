internal import NIOCore
internal import NIOHTTP1

extension Connection {
  func run(_ head: HTTPRequestHead, _ body: RequestBody) {
    let request = Request(
      method: head.method.rawValue, target: RequestFraming.originForm(head.uri),
      headers: Headers(fields: head.headers), body: body,
      remoteAddress: remoteAddress)
    current.isHandlerRunning = true
    // Runs the handler synchronously up to its first suspension; the rest runs in later turns of the same loop.
    let task = Task.immediate(executorPreference: core.executor) { [self] in
      await serve(request)
    }
    if current.isHandlerRunning { current.task = task }
  }

  private func serve(_ request: Request) async {
    let response = await core.handler(request)
    core.executor.assertOnLoop()
    if let produce = start(response) {
      let stream = ResponseStream(connection: self, loop: core.loop, framing: current.responseFraming)
      current.responseStream = stream
      // Send the head now, because the first write may be a long time away. During a read, the flush at its end suffices.
      if !isReading { flush() }
      do {
        try await produce(BodyWriter(stream.write))
        if !stream.finish() { truncate() }
      } catch {
        stream.close()
        truncate()
      }
      current.responseStream = nil
    }
    finishResponse()
  }

  /// Sends the head, and the body if it is in memory; otherwise returns the closure that writes the body.
  private func start(_ response: Response) -> (@Sendable (BodyWriter) async throws -> Void)? {
    guard phase == .serving else { return nil }
    if let rejection = current.rejection { return send(head: rejection.response) }
    return send(head: response)
  }

  private func send(head response: Response) -> (@Sendable (BodyWriter) async throws -> Void)? {
    let framing = ResponseFraming(
      response: response, request: current.framing, keepsAlive: current.keepsAlive && !mustClose)
    current.keepsAlive = framing.keepsAlive
    current.responseFraming = framing.body
    core.encoder.encode(
      response, framing: framing, isHTTP10: current.framing.isHTTP10, now: ServerCore.wallClock,
      into: &output)
    switch response.body {
    case .bytes(let bytes):
      if framing.sendsBody { output.writeBytes(bytes) }
      return nil
    case .stream(let produce):
      return framing.sendsBody ? produce : nil
    }
  }

  /// Whether the connection cannot serve another request after this one.
  private var mustClose: Bool {
    if core.isShuttingDown { return true }
    if current.isReceived { return false }
    // After a response without "100 Continue", the client may or may not send the body.
    return current.owesContinue
      || current.framing.isTooLongToDrain(received: current.receivedBytes, limits: core.configuration)
  }

  /// Sends what has been written and closes, so that the client sees an incomplete body.
  private func truncate() {
    flush()
    abort()
  }

  private func finishResponse() {
    current.isHandlerRunning = false
    current.task = nil
    guard phase != .closed else {
      core.remove(self)
      return
    }
    current.isAnswered = true
    if current.isReceived {
      finishCurrent()
    } else {
      current.body?.finish(.failure(ClientDisconnected()))
      if current.keepsAlive {
        drained = 0
      } else {
        close(.afterLinger)
      }
    }
    settle()
  }

  func finishCurrent() {
    current.body = nil
    phase = .idle
    if !current.keepsAlive { close(queue.isEmpty ? .afterFlush : .afterLinger) }
  }

  /// Responds with an error instead of calling the handler, then closes.
  func reject(_ rejection: Rejection, isHead: Bool = false) {
    let response = rejection.response
    let request = RequestFraming(keepsAlive: false, isHTTP10: false, isHead: isHead)
    let framing = ResponseFraming(response: response, request: request, keepsAlive: false)
    core.encoder.encode(
      response, framing: framing, isHTTP10: false, now: ServerCore.wallClock, into: &output)
    if framing.sendsBody, case .bytes(let bytes) = response.body { output.writeBytes(bytes) }
    close(.afterLinger)
  }
}
