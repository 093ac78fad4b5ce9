import LessonKit

struct Order: Codable, Sendable {
  let order: String
}

struct GatewayError: Error, CustomStringConvertible {
  let description: String
}

let app = App()

func headers(_ request: Request) -> Headers {
  let id = request.headers["X-Request-ID"] ?? String(UInt64.random(in: .min ... .max), radix: 16)
  return ["X-Request-ID": id, "Access-Control-Allow-Origin": "https://app.example"]
}

app.use { request, next in
  let headers = headers(request)
  do {
    var response = try await next(request)
    for (name, value) in headers { response.headers[name] = value }
    return response
  } catch let error as HTTPError {
    // The app creates the response, with the headers of the error.
    var all = error.headers
    for (name, value) in headers { all[name] = value }
    throw HTTPError(error.status, error.detail, headers: all)
  } catch {
    Log.error("Request \(headers["X-Request-ID"] ?? ""): \(error)")
    throw HTTPError(.internalServerError, headers: headers)
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
