import MiniServer

/// Runs a server, calls `body` with its port, and shuts the server down.
func withServer<Value: Sendable>(
  _ configuration: Server.Configuration = Server.Configuration(), handler: @escaping Server.Handler,
  _ body: (Int) async throws -> Value
) async throws -> Value {
  let server = Server(configuration: configuration, handler: handler)
  try await server.start()
  do {
    let value = try await body(server.port)
    await server.shutdown(deadline: .seconds(5))
    return value
  } catch {
    await server.shutdown(deadline: .zero)
    throw error
  }
}

/// Responds with the request itself, for example "GET /path body".
@Sendable func echo(_ request: Request) async -> Response {
  do {
    let body = try await request.body.collect()
    let text = "\(request.method) \(request.target) \(String(decoding: body, as: UTF8.self))"
    return Response(headers: ["Content-Type": "text/plain"], body: .bytes(Array(text.utf8)))
  } catch {
    return Response(.internalServerError, body: .bytes(Array("\(error)".utf8)))
  }
}
