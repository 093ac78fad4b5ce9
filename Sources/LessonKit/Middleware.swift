public import MiniServer

/// The rest of the way: the next middleware, or the route itself.
public typealias Next = @Sendable (Request) async throws -> Response

/// Wraps the handling of a request: it may change the request, the response, or answer by itself.
///
/// An `HTTPError` (a 404 included) passes through middleware as a thrown error; the app turns it into its response
/// outside of them all.
public typealias Middleware = @Sendable (Request, Next) async throws -> Response

extension Sequence<Middleware> {
  func wrapping(_ innermost: @escaping Next) -> Next {
    reversed().reduce(innermost) { next, middleware in
      { request in try await middleware(request, next) }
    }
  }
}
