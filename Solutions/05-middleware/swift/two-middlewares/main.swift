import LessonKit

struct Order: Codable, Sendable {
  let order: String
}

struct GatewayError: Error, CustomStringConvertible {
  let description: String
}

let app = App()

// From the outside in: headers for every response, whatever happens further in;
// then errors, which become responses; then the routes.
app.use { request, next in
  var request = request
  let id = request.headers["X-Request-ID"] ?? String(UInt64.random(in: .min ... .max), radix: 16)
  request.headers["X-Request-ID"] = id
  var response = try await next(request)
  response.headers["X-Request-ID"] = id
  // Lets the front end read our responses.
  response.headers["Access-Control-Allow-Origin"] = "https://app.example"
  return response
}

app.use { request, next in
  do {
    return try await next(request)
  } catch let refusal as HTTPError {
    return refusal.response
  } catch {
    // The text contains the route's file and line, and the request ID that was set above.
    Log.error("\(error)")
    return HTTPError(.internalServerError).response
  }
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

app.post("/orders") { request in
  let reply = try await HTTPClient.post(
    "\(Settings.upstreamURL)/orders", body: try await request.body.collect(), contentType: "application/json")
  return .json(try reply.decode(Order.self), status: .created)
}

try await app.run()
