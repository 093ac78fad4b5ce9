/// Finds the route of a request, and turns its result or error into a response.
package struct Responder: Sendable {
  private let routes: [Route]
  private let layers: [Layer]
  private let stack: Int

  package init(routes group: RouteGroup) {
    routes = group.flattened
    layers = group.layers
    stack = group.number
  }

  package var respond: @Sendable (Request) async -> Response {
    let chain = layers.wrapping({ request in try await route(request) }, stack: stack)
    return { request in
      guard AppTrace.isOn else { return await respond(request, chain) }
      return await AppTrace.request(request) { await respond(request, chain) }
    }
  }

  private func respond(_ request: Request, _ chain: Next) async -> Response {
    var response: Response
    do {
      response = try await chain(request)
      response.mapErrors { error in
        if !error.isClientDisconnect { Log.error(describe(error, request)) }
        return error
      }
    } catch let error where error.isClientDisconnect {
      return Response(.internalServerError)
    } catch let error as HTTPError {
      response = error.response
      AppTrace.answered(error, with: response.status)
    } catch {
      Log.error(describe(error, request))
      response = HTTPError(.internalServerError).response
      AppTrace.answered(error, with: response.status)
    }
    Log.access(request, response.status)
    return response
  }

  private func route(_ request: Request) async throws -> Response {
    guard AppTrace.isOn else { return try await handle(request) }
    return try await AppTrace.router { try await handle(request) }
  }

  private func handle(_ request: Request) async throws -> Response {
    let (route, values) = try find(request)
    var request = request
    request.pathParameters = values
    request.storage = DependencyCache()
    return try await route.handler(request)
  }

  private func find(_ request: Request) throws -> (Route, [String: String]) {
    let path = request.path
    // GET routes also serve HEAD: the server leaves the body out.
    let method = request.method == "HEAD" ? "GET" : request.method
    var allowed: [String] = []
    for route in routes {
      guard let values = route.pattern.match(path) else { continue }
      if route.method == method { return (route, values) }
      allowed.append(route.method)
    }
    guard allowed.isEmpty else {
      throw HTTPError(.methodNotAllowed, headers: ["Allow": allowed.joined(separator: ", ")])
    }
    throw HTTPError(.notFound)
  }

  private func describe(_ error: any Error, _ request: Request) -> String {
    "Exception in \(request.method) \(request.path): \(error)"
  }
}
