internal import NIOCore
internal import NIOHTTP1

extension Connection {
  func run(_ head: HTTPRequestHead, _ body: RequestBody) {
    let request = Request(
      method: head.method.rawValue, target: RequestFraming.originForm(head.uri),
      headers: Headers(fields: head.headers), body: body,
      remoteAddress: remoteAddress)
    exchange.isHandlerRunning = true
    // Runs here and now until the handler suspends, and goes on in a later turn of the same loop.
    let task = Task.immediate(executorPreference: core.executor) { [self] in
      await serve(request)
    }
    if exchange.isHandlerRunning { exchange.task = task }
  }

  private func serve(_ request: Request) async {
    let response = await core.handler(request)
    core.executor.assertOnLoop()
    if let produce = start(response) {
      let stream = ResponseStream(connection: self, loop: core.loop, framing: exchange.responseFraming)
      exchange.responseStream = stream
      // The closure may wait long before its first write; in the midst of a read the flush at its end will do.
      if !isReading { flush() }
      do {
        try await produce(BodyWriter(stream.write))
        if !stream.finish() { truncate() }
      } catch {
        stream.close()
        truncate()
      }
      exchange.responseStream = nil
    }
    finishAnswer()
  }

  /// Sends the head, and a body that is there already; returns the closure that writes the body otherwise.
  private func start(_ response: Response) -> (@Sendable (BodyWriter) async throws -> Void)? {
    guard phase == .exchanging else { return nil }
    if let refusal = exchange.refusal { return send(head: refusal.response) }
    return send(head: response)
  }

  private func send(head response: Response) -> (@Sendable (BodyWriter) async throws -> Void)? {
    let framing = ResponseFraming(
      response: response, request: exchange.framing, keepsAlive: exchange.keepsAlive && !mustClose)
    exchange.isStarted = true
    exchange.keepsAlive = framing.keepsAlive
    exchange.responseFraming = framing.body
    core.encoder.encode(
      response, framing: framing, isHTTP10: exchange.framing.isHTTP10, now: ServerCore.wallClock,
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
    if exchange.isReceived { return false }
    // The client may or may not send the body that it asked about.
    return exchange.owesContinue
      || exchange.framing.isTooLongToDrain(received: exchange.receivedBytes, limits: core.configuration)
  }

  /// Lets the client see that there was an answer, and that its body is not whole.
  private func truncate() {
    flush()
    abort()
  }

  private func finishAnswer() {
    exchange.isHandlerRunning = false
    exchange.task = nil
    guard phase != .closed else {
      core.remove(self)
      return
    }
    exchange.isAnswered = true
    if exchange.isReceived {
      finishExchange()
    } else {
      exchange.body?.finish(.failure(ClientDisconnected()))
      if exchange.keepsAlive {
        drained = 0
      } else {
        close(.afterLinger)
      }
    }
    settle()
  }

  func finishExchange() {
    exchange.body = nil
    phase = .idle
    if !exchange.keepsAlive { close(queue.isEmpty ? .afterFlush : .afterLinger) }
  }

  /// Answers in the handler's place, and closes.
  func refuse(_ refusal: Refusal, isHead: Bool = false) {
    let response = refusal.response
    let request = RequestFraming(keepsAlive: false, isHTTP10: false, isHead: isHead)
    let framing = ResponseFraming(response: response, request: request, keepsAlive: false)
    core.encoder.encode(
      response, framing: framing, isHTTP10: false, now: ServerCore.wallClock, into: &output)
    if framing.sendsBody, case .bytes(let bytes) = response.body { output.writeBytes(bytes) }
    close(.afterLinger)
  }
}
