public import MiniServer
internal import NIOConcurrencyHelpers

/// A value that routes depend on. It is made once per request, however often it is used there.
public final class Dependency<Value: Sendable>: Sendable {
  private let make: @Sendable (Request) async throws -> Value
  /// What the dependency is, and what it is made from, for `AppTrace`.
  let node: DependencyNode

  /// `make` gets the request and the values of the dependencies in `base`. If it throws an `HTTPError`, that becomes
  /// the response and the route's handler does not run. `file` and `line` say where it is declared, for diagnosing.
  public init<each Base: Sendable>(
    _ base: repeat Dependency<each Base>, file: String = #fileID, line: Int = #line,
    make: @escaping @Sendable (Request, repeat each Base) async throws -> Value
  ) {
    var nodes: [DependencyNode] = []
    repeat nodes.append((each base).node)
    node = DependencyNode(file: file, line: line, type: "\(Value.self)", dependencies: nodes)
    self.make = { request in
      guard AppTrace.isOn else { return try await make(request, repeat (each base).resolve(request)) }
      let values = (repeat try await (each base).resolve(request))
      return try await AppTrace.dependency(file: file, line: line) { try await make(request, repeat each values) }
    }
  }

  /// The value for this request; made on the first call and cached for the request's lifetime.
  public func resolve(_ request: Request) async throws -> Value {
    let cache = request.storage as? DependencyCache
    // Unwrap before the cast: if `Value` is optional, casting a missing entry would succeed with nil.
    if let known = cache?[ObjectIdentifier(self)], let value = known as? Value {
      if AppTrace.isOn { AppTrace.cached(file: node.file, line: node.line, value) }
      return value
    }
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
