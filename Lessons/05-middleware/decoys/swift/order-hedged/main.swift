import LessonKit

struct Order: Codable, Sendable {
  let order: String
}

struct GatewayError: Error, CustomStringConvertible {
  let description: String
}

let app = App()

// The first one added is outermost: a response that the second creates from an error gets its header here.
// Lets the front end at https://app.example read our responses.
app.use { request, next in
  var response = try await next(request)
  response.headers["Access-Control-Allow-Origin"] = "https://app.example"
  return response
}

app.use { request, next in
  let id = request.headers["X-Request-ID"] ?? String(UInt64.random(in: .min ... .max), radix: 16)
  var response: Response
  do {
    response = try await next(request)
  } catch let error as HTTPError {
    response = error.response  // a 4xx keeps its status
  } catch {
    Log.error("Request \(id), \(request.method) \(request.path): \(error)")
    response = .json(["detail": "Internal Server Error"], status: .internalServerError)
  }
  response.headers["X-Request-ID"] = id
  return response
}

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/ok") { _ in
  .json(["ok": true])
}

app.get("/boom") { _ in
  throw GatewayError(description: "the payment gateway refused the key \(Settings.value("PLANTED_SECRET") ?? "")")
}

app.get("/teapot") { _ in
  throw HTTPError(.teapot, "I'm a teapot")
}

app.get("/items/{n}") { request in
  .json(["item": try request.path("n", as: Int.self)])
}

app.get("/stream") { _ in
  let reply = try await HTTPClient.stream("\(Settings.upstreamURL)/chunks")
  return .stream(contentType: "text/plain; charset=utf-8") { writer in
    for try await chunk in reply.chunks { try await writer.write(chunk) }
  }
}

func placeOrder(_ body: [UInt8]) async throws -> Order {
  try await HTTPClient.post("\(Settings.upstreamURL)/orders", body: body, contentType: "application/json").decode()
}

app.post("/orders") { request in
  let body = try await request.body.collect()
  let order = try await withThrowingTaskGroup(of: Order.self) { group in
    group.addTask { try await placeOrder(body) }
    group.addTask {
      try await Task.sleep(for: .milliseconds(700))
      return try await placeOrder(body)
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw CancellationError() }
    return first
  }
  return .json(order, status: .created)
}

try await app.run()
