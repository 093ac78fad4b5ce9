internal import Base
internal import Lessons
internal import MiniServer

/// What becomes of a call: its reply, and when that goes out.
extension Upstream {
  func answer(_ request: Request) async -> Response {
    if request.path == "/ping" { return Self.json(.object(["message": .text("pong")]), status: 200) }
    for (template, route) in routes where route.method == request.method {
      guard let parameters = template.match(request.target) else { continue }
      guard let body = await body(of: request) else { return Response(.contentTooLarge) }
      let size = body.isEmpty ? "" : " (\(body.count.counted("byte")))"
      let report = state.withLock { state in
        // A person may send any number of requests, and no check will ask for these calls.
        if state.report != nil { state.record.forget() }
        return state.report
      }
      report?("\(request.method) \(request.target.excerpt())\(size)")
      var call = UpstreamCall(
        route: template.description, parameters: parameters, body: String(decoding: body, as: UTF8.self), arrived: .now)
      switch route.answer {
      case .fields(let fields):
        call.reply = Dictionary(uniqueKeysWithValues: fields.map { ($0.name, fresh($0.kind)) })
        guard let id = register(call) else { return Response(.tooManyRequests) }
        await waitWhileHeld(id)
        if let delay = state.withLock({ $0.lateness?.delay(of: call) }) { await wait(delay, id) }
        end(id)
        if state.withLock({ $0.chunksBeforeBreak != nil }) {
          return Response(Status(route.status), body: .stream { _ in throw BrokenOff() })
        }
        return Self.json(.object(call.reply), status: route.status)
      case .chunks:
        let lengths = state.withLock { $0.chunkLengths }
        call.chunks = lengths?.map(chunk) ?? (1...Self.chunkCount).map { _ in fresh(.text).plainText + "\n" }
        guard let id = register(call) else { return Response(.tooManyRequests) }
        guard let (delay, part) = state.withLock({ $0.lateness?.latePart(of: call) }) else {
          return stream(call.chunks, id, paced: lengths == nil)
        }
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

  /// Waits, and notes when the reply is due; a caller that leaves meanwhile gets none.
  private func wait(_ delay: Duration, _ id: Int) async {
    do {
      if delay > .zero { try await Task.sleep(for: delay) }
      state.withLock { $0.record.change(id) { $0.replied = .now } }
    } catch {
      state.withLock { $0.record.change(id) { $0.left = .now } }
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
