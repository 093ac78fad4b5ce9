public import MiniServer

/// The rest of the chain: the next middleware, or the route itself.
public typealias Next = @Sendable (Request) async throws -> Response

/// Wraps the handling of a request: it may change the request or the response, or respond without calling the route.
///
/// An `HTTPError`, including a 404, passes through all middleware as a thrown error; outside of them, the app turns it
/// into a response. The rest of the chain may escape, so that a child task can run it.
public typealias Middleware = @Sendable (Request, @escaping Next) async throws -> Response

extension Array<Layer> {
  /// `stack` is the number of the group that they belong to.
  func wrapping(_ innermost: @escaping Next, stack: Int) -> Next {
    enumerated().reversed().reduce(innermost) { next, layer in
      let middleware = layer.element.traced(stack: stack, index: layer.offset)
      return { request in try await middleware(request, next) }
    }
  }
}
