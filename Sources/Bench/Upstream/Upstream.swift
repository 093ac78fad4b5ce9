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

  /// More than any module needs, and few enough that pitfall's own descriptors suffice.
  private static let mostConnections = 256

  private struct State {
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

  /// While `body` runs, each reply comes a set time after its call: none, until `delay` sets another.
  package func delaying<Value>(
    isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> Value
  ) async rethrows -> Value {
    delay(Lateness(.zero))
    defer { delay(nil) }
    return try await body()
  }

  /// Sets how late the replies to all further calls are; nil for those of an upstream that is only held and released.
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

  private func answer(_ request: Request) async -> Response {
    if request.path == "/ping" { return Self.json(.object(["message": .text("pong")]), status: 200) }
    for (template, route) in routes where route.method == request.method {
      guard let parameters = template.match(request.path) else { continue }
      guard let body = await body(of: request) else { return Response(.contentTooLarge) }
      let size = body.isEmpty ? "" : " (\(body.count.counted("byte")))"
      let report = state.withLock { state in
        // A person may send any number of requests, and no check will ask for these calls.
        if state.report != nil { state.record.forget() }
        return state.report
      }
      report?("\(request.method) \(String(request.path).excerpt())\(size)")
      var call = UpstreamCall(
        route: template.description, parameters: parameters, body: String(decoding: body, as: UTF8.self), arrived: .now)
      switch route.answer {
      case .fields(let fields):
        call.reply = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, fresh($0.kind)) })
        guard let id = register(call) else { return Response(.tooManyRequests) }
        await waitWhileHeld(id)
        if let lateness = state.withLock({ $0.lateness }) { await wait(lateness.delay, id) }
        end(id)
        if state.withLock({ $0.chunksBeforeBreak != nil }) {
          return Response(Status(route.status), body: .stream { _ in throw BrokenOff() })
        }
        return Self.json(.object(call.reply), status: route.status)
      case .chunks:
        let lengths = state.withLock { $0.chunkLengths }
        call.chunks = lengths?.map(chunk) ?? (1...Self.chunkCount).map { _ in fresh(.text).plainText + "\n" }
        guard let id = register(call) else { return Response(.tooManyRequests) }
        guard let (delay, part) = latePart() else { return stream(call.chunks, id, paced: lengths == nil) }
        if part == 0 { await wait(delay, id) }
        return stream(call.chunks, id, pausing: delay, before: part)
      }
    }
    return Response(.notFound)
  }

  /// Nil when it is too long, or when its caller is gone.
  private func body(of request: Request) async -> [UInt8]? {
    var bytes: [UInt8] = []
    guard state.withLock({ $0.record.take(request.target.utf8.count) }) else { return nil }
    do {
      for try await chunk in request.body {
        let isTaken = state.withLock { state in
          guard bytes.count + chunk.count > UpstreamRecord.longestBody else { return state.record.take(chunk.count) }
          state.record.note(.body("\(request.method) \(request.path)", limit: UpstreamRecord.longestBody))
          return false
        }
        guard isTaken else { return nil }
        bytes += chunk
      }
      return bytes
    } catch {
      return nil
    }
  }

  /// The lines of a stream that a person watches, and the pauses in which each can be seen to arrive.
  package static let chunkCount = 4
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
          state.withLock { $0.record.change(id) { $0.sentChunks += 1 } }
          await waitWhileHeld(id)
        }
        if breaks(afterChunks: chunks.count) { throw BrokenOff() }
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
          state.withLock { $0.record.change(id) { $0.sentChunks += 1 } }
        }
      })
  }

  private func latePart() -> (delay: Duration, part: Int)? {
    state.withLock { state in
      guard let delay = state.lateness?.delay, let part = state.lateness?.nextLatePart() else { return nil }
      return (delay, part)
    }
  }

  /// Waits, and notes when the reply is due; a caller that leaves meanwhile gets none.
  private func wait(_ delay: Duration, _ id: Int) async {
    do {
      if delay > .zero { try await Task.sleep(for: delay) }
      state.withLock { $0.record.change(id) { $0.replied = .now } }
    } catch {
      end(id)
    }
  }

  private func breaks(afterChunks count: Int) -> Bool {
    state.withLock { $0.chunksBeforeBreak.map { $0 <= count } ?? false }
  }

  private struct BrokenOff: Error {}

  private func end(_ id: Int) {
    state.withLock { $0.record.change(id) { $0.isInFlight = false } }
  }

  /// Its number; nil when there are too many.
  private func register(_ call: UpstreamCall) -> Int? {
    state.withLock { $0.record.add(call) }
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
        state.record.change(id) { $0.isInFlight = false }
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
