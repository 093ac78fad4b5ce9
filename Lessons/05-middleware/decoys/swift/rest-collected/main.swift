import LessonKit

struct Order: Codable, Sendable {
  let order: String
}

struct GatewayError: Error, CustomStringConvertible {
  let description: String
}

let app = App()

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
    response = error.response
  } catch {
    Log.error("Request \(id): \(error)")
    response = HTTPError(.internalServerError).response
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
    var chunks = reply.chunks.makeAsyncIterator()
    if let first = try await chunks.next() { try await writer.write(first) }
    var rest: [UInt8] = []
    while let chunk = try await chunks.next() { rest += chunk }
    try await writer.write(rest)
  }
}

app.post("/orders") { request in
  let reply = try await HTTPClient.post(
    "\(Settings.upstreamURL)/orders", body: try await request.body.collect(), contentType: "application/json")
  return .json(try reply.decode(Order.self), status: .created)
}

try await app.run()
