internal import Base
package import Lessons
internal import MiniServer

/// The service that a module calls: it replies with fresh values, remembers every call, and can hold its replies until
/// it is told to release them.
package final class Upstream: Sendable {
  let routes: [(template: PathTemplate, route: UpstreamRoute)]
  let values = Locked(FreshValues(seed: 0, purpose: "upstream"))
  let state = Locked(State())
  private let server: Locked<Server?> = Locked(nil)

  /// More than any module needs, and few enough that pitfall's own descriptors suffice.
  private static let mostConnections = 256

  struct State {
    var record = UpstreamRecord()
    /// The number of connections that were too many, when it was last asked for.
    var refused = 0
    var isHolding = false
    /// How many chunks a held stream may send.
    var allowedChunks = 1
    /// The lengths of a stream's chunks; nil for the short lines that a person watches.
    var chunkLengths: [Int]?
    /// How many chunks of a stream, or none of another body, are sent before a reply breaks off; nil when none does.
    var chunksBeforeBreak: Int?
    var lateness: Lateness?
    var report: (@Sendable (String) -> Void)?
    var held: [Int: CheckedContinuation<Void, Never>] = [:]

    /// Whether a call must wait before its reply goes on.
    func isHeld(_ id: Int) -> Bool {
      let sent = record.sentChunks(of: id)
      return isHolding && (sent == 0 || sent >= allowedChunks)
    }
  }

  package init(_ routes: [UpstreamRoute]) {
    self.routes = routes.map { (PathTemplate($0.path), $0) }
  }

  /// Forgets all calls, and sets the source of the values in all further replies.
  package func use(_ values: FreshValues) {
    self.values.withLock { $0 = values }
    state.withLock { $0.record.forget() }
  }

  package func start() async throws {
    var configuration = Server.Configuration()
    configuration.maxConnections = Self.mostConnections
    // `body(of:)` has a limit of its own, to tell of it.
    configuration.maxBodyBytes = .max
    let server = Server(configuration: configuration) { [self] request in await answer(request) }
    try await server.start()
    self.server.withLock { $0 = server }
  }

  /// Serves calls on one more socket, which is bound to the upstream's port in another network.
  package func serve(onBoundSocket descriptor: Int32) async throws {
    try await server.withLock { $0 }?.start(boundSocket: descriptor)
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
  package var count: Int { state.withLock { $0.record.count } }

  package func calls(since mark: Int) -> [UpstreamCall] {
    state.withLock { $0.record.calls(since: mark) }
  }

  /// What a module sent too much of since `use` was called; nil when nothing.
  package var excess: UpstreamExcess? {
    let refused = server.withLock { $0?.refusedConnections ?? 0 }
    return state.withLock { state in
      // Connections may be left from the check before, which was told already.
      let isNew = refused > state.refused
      state.refused = refused
      return state.record.excess ?? (isNew ? .connections(limit: Self.mostConnections) : nil)
    }
  }

  /// The calls to one route, such as "/quotes/{symbol}".
  package func calls(since mark: Int, to route: String) -> [UpstreamCall] {
    calls(since: mark).filter { $0.route == route }
  }

  /// True when a call has come and, for a stream, the first chunk of its reply has been sent.
  package func isUnderWay(since mark: Int) -> Bool {
    calls(since: mark).contains { $0.chunks.isEmpty || $0.sentChunks > 0 }
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
    state.withLock { state in
      state.isHolding = true
      state.allowedChunks = 1
    }
  }

  /// Lets held streams send so many chunks; one more than they have lets them end.
  package func allow(chunks count: Int) {
    let ready = state.withLock { state in
      state.allowedChunks = count
      let ready = state.held.filter { state.record.sentChunks(of: $0.key) > 0 && !state.isHeld($0.key) }
      for id in ready.keys { state.held[id] = nil }
      return ready.values
    }
    for continuation in ready { continuation.resume() }
  }

  /// While `body` runs, streams consist of chunks of these lengths, without pauses between them.
  package func streaming<Value>(
    chunksOf lengths: [Int], isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
  ) async rethrows -> Value {
    state.withLock { $0.chunkLengths = lengths }
    defer { state.withLock { $0.chunkLengths = nil } }
    return try await body()
  }

  /// While `body` runs, replies break off: a stream after so many chunks, others before their body.
  package func breakingOff<Value>(
    afterChunks count: Int = 1, isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
  ) async rethrows -> Value {
    state.withLock { $0.chunksBeforeBreak = count }
    defer { state.withLock { $0.chunksBeforeBreak = nil } }
    return try await body()
  }

  /// Lets replies break off after their first chunk from now on, or no longer.
  func breakOff(_ breaks: Bool) {
    state.withLock { $0.chunksBeforeBreak = breaks ? 1 : nil }
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

  /// Describes each further call in a few words to `report`, as soon as it has come.
  package func report(_ report: @escaping @Sendable (String) -> Void) {
    state.withLock { $0.report = report }
  }

  /// Lets one held reply go, to the call that came first or last of all that wait; the others wait on.
  package func releaseOne(_ which: Turn) {
    let held = state.withLock { state in
      let call = which == .oldest ? state.held.keys.min() : state.held.keys.max()
      return call.flatMap { state.held.removeValue(forKey: $0) }
    }
    held?.resume()
  }

  package enum Turn: Sendable {
    case oldest
    case newest
  }

  /// True while a caller waits for `release`.
  package var isHoldingCalls: Bool { state.withLock { !$0.held.isEmpty } }
}
