public import MiniServer

/// Something that routes can be added to: the app, or a group.
public protocol Routing: Sendable {
  var routes: RouteGroup { get }
}

extension Routing {
  /// Returns a new group whose paths start with `prefix` and whose middleware applies only to its own routes.
  public func group(_ prefix: String = "") -> RouteGroup {
    routes.subgroup(prefix)
  }

  /// Adds middleware around all routes of the app or group; the first one added is the outermost.
  public func use(_ middleware: @escaping Middleware, file: String = #fileID, line: Int = #line) {
    routes.add(Layer(middleware: middleware, file: file, line: line))
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

  /// Adds a WebSocket. The dependencies are resolved first: if one throws, the client gets a response instead.
  ///
  /// The handler runs on the event loop. When it returns, the WebSocket is closed with 1000; when it throws, with 1011.
  public func webSocket<each Value: Sendable>(
    _ pattern: String, _ dependency: repeat Dependency<each Value>, file: String = #fileID, line: Int = #line,
    handler: @escaping @Sendable (WebSocket, repeat each Value) async throws -> Void
  ) {
    on("GET", pattern, repeat each dependency, file: file, line: line) { (request, value: repeat each Value) in
      if let rejection = WebSocketHandshake.rejection(of: request) { throw HTTPError(refusing: rejection) }
      return Response(webSocket: { socket in
        var socket = socket
        // With the placeholders' values.
        socket.request = request
        try await AppTrace.connection(of: socket, file: file, line: line) { [socket] in
          try await handler(socket, repeat each value)
        }
      })
    }
  }

  /// Adds a route for any method; the handler gets the dependencies' values in the same order.
  ///
  /// Handlers are `@Sendable`, because a closure in main.swift would otherwise run on the main actor, off the event loop.
  public func on<each Value: Sendable>(
    _ method: String, _ pattern: String, _ dependency: repeat Dependency<each Value>, file: String = #fileID,
    line: Int = #line, handler: @escaping @Sendable (Request, repeat each Value) async throws -> Response
  ) {
    var nodes: [DependencyNode] = []
    repeat nodes.append((each dependency).node)
    routes.add(
      Route(
        method: method, pattern: PathPattern(routes.prefix + pattern), file: file, line: line, dependencies: nodes
      ) { request in
        guard AppTrace.isOn else { return try await handler(request, repeat (each dependency).resolve(request)) }
        let values = (repeat try await (each dependency).resolve(request))
        return try await AppTrace.endpoint(file: file, line: line) { try await handler(request, repeat each values) }
      })
  }
}
