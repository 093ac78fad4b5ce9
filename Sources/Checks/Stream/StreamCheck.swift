internal import Base
package import Bench
package import Lessons
internal import MiniServer

/// Requests a stream while the upstream holds its second chunk, and sees whether the first one arrives.
package struct StreamCheck: TrafficCheck {
  package enum Beginning: Sendable, Equatable {
    /// The first chunk arrived while the second was still held.
    case arrived
    /// The first chunk did not arrive, though the module had it for so long and answered so many pings in the meantime.
    case withheld(Duration, pings: Int)
    /// The response was complete, or broke off, before the upstream's first chunk had been seen in it.
    case ended
    /// The module did not call the upstream.
    case neverAsked
  }

  package struct Measurement: Sendable {
    package let request: ProbeRequest
    package let beginning: Beginning
    /// Nil when no response head came.
    package let status: Int?
    /// The reason why the response was never complete; nil when it was.
    package let failure: NoResponse?
    /// True when the body is what the upstream sent for this very request.
    package let isWhole: Bool
    /// The number of bytes that came.
    package let bytes: Int

    package init(
      request: ProbeRequest, beginning: Beginning, status: Int?, failure: NoResponse?, isWhole: Bool, bytes: Int
    ) {
      self.request = request
      self.beginning = beginning
      self.status = status
      self.failure = failure
      self.isWhole = isWhole
      self.bytes = bytes
    }
  }

  /// A module that has a chunk for so long, and answers so many pings while it has it, does not mean to pass it on.
  private static let standstill = Duration.seconds(1)
  private static let pings = 5

  private let request: RequestTemplate
  private let calls: String

  package static let name = "stream"
  package static let summary =
    "Requests a stream while the upstream holds its second chunk: does the first one "
    + "arrive?"
  package static let parameters: [Parameter] = [.request, .send, .calls]

  package init(_ fields: inout ManifestFields) throws {
    request = try RequestTemplate(&fields)
    calls = try fields.text("calls")
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let request = request.fresh(bench.values)
    let mark = bench.upstream.count
    let connection = try await bench.module.connect()
    defer { connection.close() }
    let received = Locked(Received())
    bench.upstream.hold()
    defer { bench.upstream.release() }
    let patience = bench.patience
    let reading = Task { await Self.read(connection, request, patience, into: received) }
    defer { reading.cancel() }
    let beginning = try await watch(bench, since: mark, received)
    bench.upstream.release()
    await withDeadline(patience, reading) { connection.close() }
    let seen = received.withLock { $0 }
    let calls = bench.upstream.calls(since: mark, to: self.calls)
    return Measurement(
      request: request, beginning: beginning, status: seen.status, failure: seen.failure,
      // How often the upstream was called is another check's concern.
      isWhole: calls.contains { Array($0.chunks.joined().utf8) == seen.bytes }, bytes: seen.bytes.count)
  }

  private struct Received {
    var status: Int?
    var bytes: [UInt8] = []
    var isEnded = false
    var failure: NoResponse?
  }

  private static func read(
    _ connection: ClientConnection, _ request: ProbeRequest, _ patience: Duration, into received: Locked<Received>
  ) async {
    var failure: NoResponse?
    do {
      let reply = try await connection.stream(
        request.method, request.target, headers: request.fields, body: Array(request.body.utf8),
        timeout: patience)
      received.withLock { $0.status = reply.status.code }
      for try await chunk in reply.chunks { received.withLock { $0.bytes += chunk } }
    } catch {
      failure = NoResponse(error)
    }
    received.withLock { [failure] in
      $0.isEnded = true
      $0.failure = failure
    }
  }

  /// Watches until the first chunk is here, or until it is plain that it will not come.
  private func watch(
    _ bench: Bench, since mark: Int, _ received: Locked<Received>
  ) async throws -> Beginning {
    var sent: ContinuousClock.Instant?
    let beginning = try await bench.watch(atMost: Bench.patience) { _ -> Beginning? in
      // Read this first: a response that has ended by now ended without any upstream call that is read later.
      let seen = received.withLock { $0 }
      let calls = bench.upstream.calls(since: mark, to: self.calls).filter(\.isFirstChunkSent)
      if calls.contains(where: { seen.bytes.starts(with: $0.chunks[0].utf8) }) { return .arrived }
      if seen.isEnded { return calls.isEmpty ? .neverAsked : .ended }
      if !calls.isEmpty { sent = sent ?? .now }
      guard let sent else { return nil }
      let waited = ContinuousClock.now - sent
      let pings = bench.recorder.beats.count { $0.sent >= sent }
      return waited >= bench.paced(Self.standstill) && pings >= Self.pings ? .withheld(waited, pings: pings) : nil
    }
    if let beginning { return beginning }
    guard let sent else { return .neverAsked }
    return .withheld(.now - sent, pings: bench.recorder.beats.count { $0.sent >= sent })
  }
}
