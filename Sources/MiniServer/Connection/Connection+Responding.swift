internal import NIOCore
internal import NIOHTTP1

extension Connection {
  func run(_ head: HTTPRequestHead, hasBody: Bool) {
    if hasBody {
      body = BodyStream(loop: core.loop) { [unowned self] isAwaited in
        state.bodyIsAwaited(isAwaited)
        settle()
      }
    }
    var request = Request(
      method: head.method.rawValue, target: RequestFraming.originForm(head.uri),
      headers: Headers(fields: head.headers), body: body.map(RequestBody.init) ?? RequestBody(),
      remoteAddress: remoteAddress)
    // HTTP/1.0 has no upgrades, so the field must be ignored.
    if state.request.framing.isHTTP10 { request.headers["Upgrade"] = nil }
    // Runs the handler synchronously up to its first suspension; the rest runs in later turns of the same loop.
    let task = Task.immediate(executorPreference: core.executor) { [self, request] in
      await serve(request)
    }
    if state.isHandlerRunning { self.task = task }
  }

  private func serve(_ request: Request) async {
    let response = await core.handler(request)
    core.executor.assertOnLoop()
    var isWhole = true
    if let stream = start(response, to: request) {
      isWhole = await write(stream)
    }
    task = nil
    handle(state.responseEnded(isWhole: isWhole))
  }

  /// A body that is written piece by piece, after its head.
  private struct Streaming {
    let produce: @Sendable (BodyWriter) async throws -> Void
    let framing: ResponseFraming.Body
  }

  /// Writes the head, and the body if it is in memory.
  private func start(_ response: Response, to request: Request) -> Streaming? {
    switch state.respond(response) {
    case .nothing: break
    case .upgrade: accept(response, to: request)
    case .rejection(let rejection, let framing): write(rejection.response, framing)
    case .response(let framing, let flushesHead):
      write(response, framing)
      if framing.sendsBody, case .stream(let produce) = response.body {
        if flushesHead { flush() }
        return Streaming(produce: produce, framing: framing.body)
      }
    }
    return nil
  }

  /// Returns false if the body is incomplete.
  private func write(_ body: Streaming) async -> Bool {
    let stream = ResponseStream(connection: self, loop: core.loop, framing: body.framing)
    responseStream = stream
    defer { responseStream = nil }
    do {
      try await body.produce(BodyWriter(stream.write))
      return stream.finish()
    } catch {
      stream.close()
      return false
    }
  }

  func reject(_ rejection: Rejection, isHead: Bool) {
    let response = rejection.response
    let request = RequestFraming(keepsAlive: false, isHead: isHead)
    write(response, ResponseFraming(response: response, request: request, keepsAlive: false), isHTTP10: false)
  }

  private func write(_ response: Response, _ framing: ResponseFraming) {
    write(response, framing, isHTTP10: state.request.framing.isHTTP10)
  }

  private func write(_ response: Response, _ framing: ResponseFraming, isHTTP10: Bool) {
    append { output in
      core.encoder.encode(response, framing: framing, isHTTP10: isHTTP10, now: ServerCore.wallClock, into: &output)
      if framing.sendsBody, case .bytes(let bytes) = response.body { output.writeBytes(bytes) }
    }
  }
}
