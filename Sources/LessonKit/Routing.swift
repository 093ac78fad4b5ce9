public import MiniServer

/// What routes can be added to: the app itself, or a group of it.
public protocol Routing: Sendable {
  var routes: RouteGroup { get }
}

extension Routing {
  /// A part of the app whose paths start with `prefix` and whose middleware touches no other route.
  public func group(_ prefix: String = "") -> RouteGroup {
    routes.subgroup(prefix)
  }

  /// Adds middleware around every route of the app or group; the first one added is the outermost.
  public func use(_ middleware: @escaping Middleware) {
    routes.add(middleware)
  }

  public func get<each Value: Sendable>(
    _ pattern: String, _ dependency: repeat Dependency<each Value>, file: String = #fileID, line: Int = #line,
    handler: @escaping @Sendable (Request, repeat each Value) async throws -> Response
  ) {
    on("GET", pattern, repeat each dependency, file: file, line: line, handler: handler)
  }

  public func post<each Value: Sendable>(
    _ pattern: String, _ dependency: repeat Dependency<each Value>, file: String = #fileID, line: Int = #line,
    handler: @escaping @Sendable (Request, repeat each Value) async throws -> Response
  ) {
    on("POST", pattern, repeat each dependency, file: file, line: line, handler: handler)
  }

  public func put<each Value: Sendable>(
    _ pattern: String, _ dependency: repeat Dependency<each Value>, file: String = #fileID, line: Int = #line,
    handler: @escaping @Sendable (Request, repeat each Value) async throws -> Response
  ) {
    on("PUT", pattern, repeat each dependency, file: file, line: line, handler: handler)
  }

  public func delete<each Value: Sendable>(
    _ pattern: String, _ dependency: repeat Dependency<each Value>, file: String = #fileID, line: Int = #line,
    handler: @escaping @Sendable (Request, repeat each Value) async throws -> Response
  ) {
    on("DELETE", pattern, repeat each dependency, file: file, line: line, handler: handler)
  }

  /// Adds a route for any method; the dependencies' values reach the handler in their order.
  ///
  /// Handlers are `@Sendable`: a closure in main.swift would else belong to the main actor and leave the loop.
  public func on<each Value: Sendable>(
    _ method: String, _ pattern: String, _ dependency: repeat Dependency<each Value>, file: String = #fileID,
    line: Int = #line, handler: @escaping @Sendable (Request, repeat each Value) async throws -> Response
  ) {
    routes.add(
      Route(method: method, pattern: PathPattern(routes.prefix + pattern), file: file, line: line) { request in
        try await handler(request, repeat (each dependency).resolve(request))
      })
  }
}
