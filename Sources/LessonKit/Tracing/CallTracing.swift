extension AppTrace {
  /// Runs a dependency's closure, and tells what it returned or threw.
  static func dependency<Value>(
    file: String, line: Int, _ make: () async throws -> Value
  ) async throws -> Value {
    var call = CallEvent(event: "dependency", at: TraceFile.now, file: file, line: line)
    do {
      let value = try await make()
      call.ended = TraceFile.now
      call.add(returned: value, as: "\(Value.self)")
      TraceFile.add(call)
      return value
    } catch {
      call.ended = TraceFile.now
      call.raised = ValueText.of(error: error)
      TraceFile.add(call)
      throw error
    }
  }

  /// Tells that a dependency had been made for this request before.
  static func cached<Value>(file: String, line: Int, _ value: Value) {
    var call = CallEvent(event: "dependency", at: TraceFile.now, file: file, line: line, cached: true)
    call.add(returned: value, as: "\(Value.self)")
    TraceFile.add(call)
  }

  /// Runs a route's closure, after its dependencies, and tells what it returned or threw.
  static func endpoint(
    file: String, line: Int, _ handle: () async throws -> Response
  ) async throws -> Response {
    var call = CallEvent(event: "endpoint", at: TraceFile.now, file: file, line: line)
    LayerEvent(phase: "enter", kind: "endpoint", file: file, line: line).write()
    var left = LayerEvent(phase: "leave", kind: "endpoint", file: file, line: line)
    do {
      let response = try await handle()
      call.ended = TraceFile.now
      call.status = response.status.code
      call.returned = "\(response.status.code)"
      TraceFile.add(call)
      left.status = response.status.code
      left.at = TraceFile.now
      left.write()
      return response
    } catch {
      call.ended = TraceFile.now
      call.raised = ValueText.of(error: error)
      TraceFile.add(call)
      left.fail(error)
      left.write()
      throw error
    }
  }

  /// Follows one request from the server to its response.
  static func request(
    _ request: Request, _ respond: () async -> Response
  ) async -> Response {
    let number = nextRequest()
    return await Self.$request.withValue(number) {
      var call = CallEvent(
        event: "request", at: TraceFile.now, phase: "begin", method: request.method, path: "\(request.path)")
      call.ended = nil
      TraceFile.add(call)
      let response = await respond()
      call.phase = "end"
      call.ended = TraceFile.now
      call.status = response.status.code
      TraceFile.add(call)
      return response
    }
  }

  /// Tells that the app made a response of an error that left all middleware.
  static func answered(_ error: any Error, with status: Status) {
    guard isOn else { return }
    TraceFile.add(HandlerEvent(exception: ValueText.of(error: error), status: status.code))
  }

  private struct HandlerEvent: Encodable {
    var event = "handler"
    var at = TraceFile.now
    var request = AppTrace.request
    var name = "the app"
    var package = "LessonKit"
    let exception: String
    let status: Int
  }
}
