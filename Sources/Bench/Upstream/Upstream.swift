internal import Base
package import Lessons
internal import MiniServer

/// The service that a module calls: it replies with fresh values, remembers every call, and can hold its replies until
/// it is told to release them.
package final class Upstream: Sendable {
  private let routes: [(template: PathTemplate, route: UpstreamRoute)]
  private let values = Locked(FreshValues(seed: 0, purpose: "upstream"))
  private let state = Locked(State())
  private let server: Locked<Server?> = Locked(nil)

  private struct State {
    var calls: [UpstreamCall] = []
    var isHolding = false
    var breaksOff = false
    var lateness: Lateness?
    var held: [Int: CheckedContinuation<Void, Never>] = [:]
  }

  package init(_ routes: [UpstreamRoute]) {
    self.routes = routes.map { (PathTemplate($0.path), $0) }
  }

  /// Sets the source of the values in all further replies.
  package func use(_ values: FreshValues) {
    self.values.withLock { $0 = values }
  }

  package func start() async throws {
    let server = Server { [self] request in await answer(request) }
    try await server.start()
    self.server.withLock { $0 = server }
  }

  /// May be called again, and before `start`.
  package func stop() async {
    release()
    let server = server.withLock { server in
      defer { server = nil }
      return server
    }
    await server?.shutdown(deadline: .zero)
  }

  package var port: Int { server.withLock { $0?.port ?? 0 } }
  package var url: String { "http://127.0.0.1:\(port)" }

  /// The number of calls so far: a mark for `calls(since:)`.
  package var count: Int { state.withLock { $0.calls.count } }

  package func calls(since mark: Int) -> [UpstreamCall] {
    state.withLock { Array($0.calls[mark...]) }
  }

  /// The calls to one route, such as "/quotes/{symbol}".
  package func calls(since mark: Int, to route: String) -> [UpstreamCall] {
    calls(since: mark).filter { $0.route == route }
  }

  /// True when a call has come and, for a stream, the first chunk of its reply has been sent.
  package func isUnderWay(since mark: Int) -> Bool {
    calls(since: mark).contains { $0.chunks.isEmpty || $0.isFirstChunkSent }
  }

  /// Callers wait until `body` ends or calls `release`; callers of a stream wait after its first chunk.
  package func holding<Value>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
  ) async rethrows -> Value {
    hold()
    defer { release() }
    return try await body()
  }

  /// From now on callers wait for `release`; callers of a stream wait after its first chunk.
  package func hold() {
    state.withLock { $0.isHolding = true }
  }

  /// While `body` runs, replies break off: a stream before its second chunk, others before their body.
  package func breakingOff<Value>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
  ) async rethrows -> Value {
    breakOff(true)
    defer { breakOff(false) }
    return try await body()
  }

  /// Sets whether replies break off: a stream before its second chunk, others before their body.
  package func breakOff(_ breaks: Bool) {
    state.withLock { $0.breaksOff = breaks }
  }

  /// While `body` runs, streams come without pauses, and replies are as late as `delay` says, at first not at all.
  package func delaying<Value>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
  ) async rethrows -> Value {
    delay(Lateness.none)
    defer { delay(nil) }
    return try await body()
  }

  /// Sets how late the replies to further calls are; nil leaves streams their pauses.
  package func delay(_ lateness: Lateness?) {
    state.withLock { $0.lateness = lateness }
  }

  package func release() {
    let held = state.withLock { state in
      defer { state.held = [:] }
      state.isHolding = false
      return state.held.values
    }
    for continuation in held { continuation.resume() }
  }

  private func answer(_ request: Request) async -> Response {
    if request.path == "/ping" { return Self.json(.object(["message": .text("pong")]), status: 200) }
    for (template, route) in routes where route.method == request.method {
      guard let parameters = template.match(request.path) else { continue }
      // When a request's body breaks off, its caller is gone.
      guard let body = try? await request.body.collect() else { return Response(.badRequest) }
      var call = UpstreamCall(
        route: template.description, parameters: parameters, body: String(decoding: body, as: UTF8.self), arrived: .now)
      switch route.answer {
      case .fields(let fields):
        call.reply = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, fresh($0.kind)) })
        let id = register(call)
        await waitWhileHeld(id)
        if let delay = state.withLock({ $0.lateness?.delay(of: call) }) { await wait(delay, id) }
        end(id)
        if state.withLock({ $0.breaksOff }) {
          return Response(Status(route.status), body: .stream { _ in throw BrokenOff() })
        }
        return Self.json(.object(call.reply), status: route.status)
      case .chunks:
        call.chunks = (1...Self.chunkCount).map { _ in fresh(.text).plainText + "\n" }
        let id = register(call)
        guard let (delay, part) = state.withLock({ $0.lateness?.latePart(of: call) }) else {
          return stream(call.chunks, id)
        }
        if part == 0 { await wait(delay, id) }
        return stream(call.chunks, id, pausing: delay, before: part)
      }
    }
    return Response(.notFound)
  }

  package static let chunkCount = 4
  /// Long enough for a person to see the chunks arrive one by one.
  private static let pauseBetweenChunks = Duration.milliseconds(200)

  private func stream(_ chunks: [String], _ id: Int) -> Response {
    Response(
      headers: ["Content-Type": "text/plain; charset=utf-8"],
      body: .stream { [self] writer in
        defer { end(id) }
        let paces = !state.withLock { $0.isHolding || $0.breaksOff }
        for (index, chunk) in chunks.enumerated() {
          if index == 1 {
            state.withLock { $0.calls[id].isFirstChunkSent = true }
            await waitWhileHeld(id)
            if state.withLock({ $0.breaksOff }) { throw BrokenOff() }
          }
          if index > 0 && paces { try await Task.sleep(for: Self.pauseBetweenChunks) }
          try await writer.write(chunk)
        }
      })
  }

  /// A stream without pauses but before the chunk at `late`.
  private func stream(_ chunks: [String], _ id: Int, pausing delay: Duration, before late: Int) -> Response {
    Response(
      headers: ["Content-Type": "text/plain; charset=utf-8"],
      body: .stream { [self] writer in
        defer { end(id) }
        for (index, chunk) in chunks.enumerated() {
          if index == late && index > 0 { await wait(delay, id) }
          try await writer.write(chunk)
          if index == 0 { state.withLock { $0.calls[id].isFirstChunkSent = true } }
        }
      })
  }

  /// Waits, and notes when the reply is due; a caller that leaves meanwhile gets none.
  private func wait(_ delay: Duration, _ id: Int) async {
    do {
      if delay > .zero { try await Task.sleep(for: delay) }
      state.withLock { $0.calls[id].replied = .now }
    } catch {
      state.withLock { $0.calls[id].left = .now }
      end(id)
    }
  }

  private struct BrokenOff: Error {}

  private func end(_ id: Int) {
    state.withLock { $0.calls[id].isInFlight = false }
  }

  private func register(_ call: UpstreamCall) -> Int {
    state.withLock { state in
      state.calls.append(call)
      return state.calls.count - 1
    }
  }

  /// Returns immediately when nothing is held or the caller is gone; a call whose caller is gone is not in flight.
  private func waitWhileHeld(_ id: Int) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isHeld = state.withLock { state in
          guard state.isHolding, !Task.isCancelled else { return false }
          state.held[id] = continuation
          return true
        }
        if !isHeld { continuation.resume() }
      }
    } onCancel: {
      state.withLock { state in
        state.calls[id].isInFlight = false
        return state.held.removeValue(forKey: id)
      }?.resume()
    }
  }

  private func fresh(_ kind: UpstreamRoute.FieldKind) -> JSONValue {
    let values = self.values.withLock { $0 }
    return switch kind {
    case .number: .number(values.amount())
    case .text: .text(values.nonce())
    }
  }

  private static func json(_ value: JSONValue, status: Int) -> Response {
    Response(Status(status), headers: ["Content-Type": "application/json"], body: .bytes(value.bytes))
  }
}
