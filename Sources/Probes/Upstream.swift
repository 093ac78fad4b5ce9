package import Curriculum
internal import MiniServer
internal import NIOConcurrencyHelpers

/// The partner service that a module depends on: it answers with fresh values, remembers every call, and can hold
/// its replies back until it is told to let them go.
package final class Upstream: Sendable {
  private let routes: [(template: PathTemplate, reply: [(name: String, kind: UpstreamRoute.FieldKind)])]
  private let values = NIOLockedValueBox(FreshValues(seed: 0, purpose: "upstream"))
  private let state = NIOLockedValueBox(State())
  private let server: NIOLockedValueBox<Server?> = NIOLockedValueBox(nil)

  private struct State {
    var calls: [UpstreamCall] = []
    var isHolding = false
    var held: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  package init(_ routes: [UpstreamRoute]) {
    self.routes = routes.map { (PathTemplate($0.path), $0.reply) }
  }

  /// Where the values of its replies come from, from now on.
  package func use(_ values: FreshValues) {
    self.values.withLockedValue { $0 = values }
  }

  package func start() async throws {
    let server = Server { [self] request in await answer(request) }
    try await server.start()
    self.server.withLockedValue { $0 = server }
  }

  /// May be called again, and before `start`.
  package func stop() async {
    release()
    let server = server.withLockedValue { server in
      defer { server = nil }
      return server
    }
    await server?.shutdown(deadline: .zero)
  }

  package var port: Int { server.withLockedValue { $0?.port ?? 0 } }
  package var url: String { "http://127.0.0.1:\(port)" }

  /// How many calls have come so far: a mark for `calls(since:)`.
  package var count: Int { state.withLockedValue { $0.calls.count } }

  package func calls(since mark: Int) -> [UpstreamCall] {
    state.withLockedValue { Array($0.calls[mark...]) }
  }

  /// From now on callers wait for `release`.
  package func hold() {
    state.withLockedValue { $0.isHolding = true }
  }

  package func release() {
    let held = state.withLockedValue { state in
      defer { state.held = [:] }
      state.isHolding = false
      return state.held.values
    }
    for continuation in held { continuation.resume() }
  }

  private func answer(_ request: Request) async -> Response {
    if request.path == "/ping" { return Self.json(.object(["message": .text("pong")])) }
    for (template, reply) in routes {
      guard let parameters = template.match(request.path) else { continue }
      let fields = Dictionary(uniqueKeysWithValues: reply.map { ($0.name, fresh($0.kind)) })
      let id = register(
        UpstreamCall(route: template.description, parameters: parameters, reply: fields, arrived: .now))
      await waitWhileHeld(id)
      state.withLockedValue { $0.calls[id].isInFlight = false }
      return Self.json(.object(fields))
    }
    return Response(.notFound)
  }

  private func register(_ call: UpstreamCall) -> Int {
    state.withLockedValue { state in
      state.calls.append(call)
      return state.calls.count - 1
    }
  }

  /// Returns at once when nothing is held, or when the caller has gone: then its call is no longer in flight.
  private func waitWhileHeld(_ id: Int) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isHeld = state.withLockedValue { state in
          guard state.isHolding, !Task.isCancelled else { return false }
          state.held[id] = continuation
          return true
        }
        if !isHeld { continuation.resume() }
      }
    } onCancel: {
      state.withLockedValue { state in
        state.calls[id].isInFlight = false
        return state.held.removeValue(forKey: id)
      }?.resume()
    }
  }

  private func fresh(_ kind: UpstreamRoute.FieldKind) -> JSONValue {
    let values = self.values.withLockedValue { $0 }
    return switch kind {
    case .number: .number(values.amount())
    case .text: .text(values.nonce())
    }
  }

  private static func json(_ value: JSONValue) -> Response {
    Response(.ok, headers: ["Content-Type": "application/json"], body: .bytes(value.bytes))
  }
}

/// One call that the partner service got.
package struct UpstreamCall: Sendable {
  package let route: String
  package let parameters: [String: String]
  package let reply: [String: JSONValue]
  package let arrived: ContinuousClock.Instant
  /// Until it is answered or its caller is gone.
  package var isInFlight = true

  package init(
    route: String, parameters: [String: String], reply: [String: JSONValue], arrived: ContinuousClock.Instant
  ) {
    self.route = route
    self.parameters = parameters
    self.reply = reply
    self.arrived = arrived
  }
}
