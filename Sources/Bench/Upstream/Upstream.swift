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
    /// How many chunks a held stream may send.
    var allowedChunks = 1
    /// The lengths of a stream's chunks; nil for the short lines that a person watches.
    var chunkLengths: [Int]?
    /// How many chunks of a stream, or none of another body, are sent before a reply breaks off; nil when none does.
    var chunksBeforeBreak: Int?
    var held: [Int: CheckedContinuation<Void, Never>] = [:]

    /// Whether a call must wait before its reply goes on.
    func isHeld(_ id: Int) -> Bool {
      isHolding && (calls[id].sentChunks == 0 || calls[id].sentChunks >= allowedChunks)
    }
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
      let ready = state.held.filter { state.calls[$0.key].sentChunks > 0 && !state.isHeld($0.key) }
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
        end(id)
        if state.withLock({ $0.chunksBeforeBreak != nil }) {
          return Response(Status(route.status), body: .stream { _ in throw BrokenOff() })
        }
        return Self.json(.object(call.reply), status: route.status)
      case .chunks:
        let lengths = state.withLock { $0.chunkLengths }
        call.chunks = lengths?.map(chunk) ?? (1...Self.lineCount).map { _ in fresh(.text).plainText + "\n" }
        return stream(call.chunks, register(call), paced: lengths == nil)
      }
    }
    return Response(.notFound)
  }

  /// The lines of a stream that a person watches, and the pauses in which each can be seen to arrive.
  private static let lineCount = 4
  private static let shortChunk = 1_000
  private static let pauseBetweenChunks = Duration.milliseconds(200)

  /// A line that no one could guess, of about so many bytes. It ends in a newline, so that code that forwards lines is
  /// right too; a short one has a letter beyond ASCII, which cannot be split on the way as it could in a long one.
  private func chunk(_ length: Int) -> String {
    let nonce = fresh(.text).plainText
    let copies = max(1, length / (nonce.utf8.count + 1))
    return Array(repeating: nonce, count: copies).joined(separator: "-")
      + (length < Self.shortChunk ? "\u{e9}\n" : "\n")
  }

  private func stream(_ chunks: [String], _ id: Int, paced: Bool) -> Response {
    Response(
      headers: ["Content-Type": "text/plain; charset=utf-8"],
      body: .stream { [self] writer in
        defer { end(id) }
        let hasPauses = paced && !state.withLock { $0.isHolding || $0.chunksBeforeBreak != nil }
        for (index, chunk) in chunks.enumerated() {
          if breaks(afterChunks: index) { throw BrokenOff() }
          if index > 0 && hasPauses { try await Task.sleep(for: Self.pauseBetweenChunks) }
          try await writer.write(chunk)
          state.withLock { $0.calls[id].sentChunks += 1 }
          await waitWhileHeld(id)
        }
        if breaks(afterChunks: chunks.count) { throw BrokenOff() }
      })
  }

  private func breaks(afterChunks count: Int) -> Bool {
    state.withLock { $0.chunksBeforeBreak.map { $0 <= count } ?? false }
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
          guard state.isHeld(id), !Task.isCancelled else { return false }
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
