public import MiniServer
internal import NIOConcurrencyHelpers

/// A value that a route asks for and that is made anew for each request, once, however many parts of it ask.
public final class Dependency<Value: Sendable>: Sendable {
  private let make: @Sendable (Request) async throws -> Value

  /// `make` gets the request and the values of the dependencies that this one stands on; an `HTTPError` that it
  /// throws is the answer, and the route is never entered.
  public init<each Base: Sendable>(
    _ base: repeat Dependency<each Base>,
    make: @escaping @Sendable (Request, repeat each Base) async throws -> Value
  ) {
    self.make = { request in try await make(request, repeat (each base).resolve(request)) }
  }

  /// The value for this request; made at the first call and remembered for the request's lifetime.
  public func resolve(_ request: Request) async throws -> Value {
    let cache = request.storage as? DependencyCache
    // Unwrapped before the cast, for no value at all can be cast to an optional one.
    if let known = cache?[ObjectIdentifier(self)], let value = known as? Value { return value }
    let value = try await make(request)
    cache?[ObjectIdentifier(self)] = value
    return value
  }
}

final class DependencyCache: Sendable {
  private let values = NIOLockedValueBox<[ObjectIdentifier: any Sendable]>([:])

  subscript(id: ObjectIdentifier) -> (any Sendable)? {
    get { values.withLockedValue { $0[id] } }
    set { values.withLockedValue { $0[id] = newValue } }
  }
}
