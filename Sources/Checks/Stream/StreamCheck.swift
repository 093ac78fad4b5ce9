internal import Base
package import Bench
package import Lessons
internal import MiniServer

/// Requests streams of which the upstream sends each chunk only when the one before has arrived at the client.
package struct StreamCheck: TrafficCheck {
  package enum Progress: Sendable, Equatable {
    /// Each chunk arrived before the upstream sent the next one, and the last one before the upstream ended the stream.
    case inStep
    /// The chunk of this number did not arrive, though the module had it for so long and answered so many pings in the
    /// meantime; `arrived` bytes of it did.
    case withheld(chunk: Int, Duration, pings: Int, arrived: Int = 0)
    /// Other bytes arrived than those of the chunks up to this number.
    case differs(chunk: Int)
    /// The response was complete, or broke off, before the chunk of this number had been seen in it.
    case ended(chunk: Int)
    /// The module did not call the upstream.
    case neverAsked
  }

  /// One stream.
  package struct Passage: Sendable {
    package let request: ProbeRequest
    /// The lengths of the upstream's chunks, in bytes; empty when the module did not ask for any.
    package let chunks: [Int]
    package let progress: Progress
    /// Nil when no response head came.
    package let status: Int?
    /// The reason why the response was never complete; nil when it was.
    package let failure: NoResponse?
    /// True when the body is what the upstream sent for this very request.
    package let isWhole: Bool
    /// The number of bytes that came.
    package let bytes: Int

    package init(
      request: ProbeRequest, chunks: [Int], progress: Progress, status: Int?, failure: NoResponse?, isWhole: Bool,
      bytes: Int
    ) {
      self.request = request
      self.chunks = chunks
      self.progress = progress
      self.status = status
      self.failure = failure
      self.isWhole = isWhole
      self.bytes = bytes
    }
  }

  package struct Measurement: Sendable {
    package let passages: [Passage]

    package init(passages: [Passage]) {
      self.passages = passages
    }
  }

  /// A module that has a chunk for so long, and answers so many pings while it has it, does not mean to pass it on.
  private static let standstill = Duration.seconds(1)
  private static let pings = 5
  /// Of a tiny chunk, one that fills a small buffer, and one that comes in several pieces; each stream has all three.
  private static let lengths = [1...40, 500...5_000, 20_000...60_000]
  /// A second stream shows whether the first one was kept.
  private static let streams = 2

  private let request: RequestTemplate
  private let calls: String

  package static let name = "stream"
  package static let summary =
    "Requests streams of which the upstream sends each chunk only when the one before has arrived: do they all get "
    + "through?"
  package static let parameters: [Parameter] = [.request, .send, .calls]

  package init(_ fields: inout ManifestFields) throws {
    request = try RequestTemplate(&fields)
    calls = try fields.text("calls")
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    var passages: [Passage] = []
    for _ in 1...Self.streams where passages.allSatisfy({ $0.isWhole && $0.progress == .inStep }) {
      passages.append(try await bench.upstream.streaming(chunksOf: lengths(bench.values)) { try await passage(bench) })
    }
    return Measurement(passages: passages)
  }

  private func lengths(_ values: FreshValues) -> [Int] {
    let more = (0..<values.integer(in: 1...3)).map { _ in Self.lengths[values.integer(in: 0...1)] }
    return values.shuffled(Self.lengths + more).map { values.integer(in: $0) }
  }

  private func passage(_ bench: Bench) async throws -> Passage {
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
    let progress = try await step(bench, since: mark, received)
    bench.upstream.release()
    await withDeadline(patience, reading) { connection.close() }
    let seen = received.withLock { $0 }
    let calls = bench.upstream.calls(since: mark, to: self.calls)
    return Passage(
      request: request, chunks: calls.first?.chunks.map(\.utf8.count) ?? [], progress: progress, status: seen.status,
      failure: seen.failure,
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

  /// Lets the upstream send the next chunk whenever the one before is here, until it is plain that one will not come.
  private func step(_ bench: Bench, since mark: Int, _ received: Locked<Received>) async throws -> Progress {
    var chunk = 1
    while true {
      let (result, count) = try await watch(chunk, bench, since: mark, received)
      if let result { return result }
      if chunk == count { return .inStep }
      chunk += 1
      bench.upstream.allow(chunks: chunk)
    }
  }

  /// Watches until the chunk of this number is here; nil when it is, with the number of chunks that there will be.
  private func watch(
    _ chunk: Int, _ bench: Bench, since mark: Int, _ received: Locked<Received>
  ) async throws -> (Progress?, of: Int) {
    var sent: ContinuousClock.Instant?
    var arrived = 0
    let found = try await bench.watch(atMost: Bench.patience) { _ -> (Progress?, of: Int)? in
      // Read this first: a response that has ended by now ended without any upstream call that is read later.
      let seen = received.withLock { $0 }
      let calls = bench.upstream.calls(since: mark, to: self.calls).filter { $0.sentChunks >= chunk }
      let begun = calls.map { (Array($0.chunks.prefix(chunk).joined().utf8), $0.chunks.count) }
      if let here = begun.first(where: { seen.bytes.starts(with: $0.0) }) { return (nil, here.1) }
      if seen.isEnded { return (calls.isEmpty && chunk == 1 ? .neverAsked : .ended(chunk: chunk), 0) }
      if begun.contains(where: { seen.bytes.count >= $0.0.count }) { return (.differs(chunk: chunk), 0) }
      // Whatever came beyond the chunks before this one is the beginning of it.
      let before = calls.first.map { $0.chunks.prefix(chunk - 1).map(\.utf8.count).reduce(0, +) } ?? 0
      arrived = max(0, seen.bytes.count - before)
      if !calls.isEmpty { sent = sent ?? .now }
      guard let sent else { return nil }
      let waited = ContinuousClock.now - sent
      let pings = bench.recorder.beats.count { $0.sent >= sent }
      return waited >= bench.paced(Self.standstill) && pings >= Self.pings
        ? (.withheld(chunk: chunk, waited, pings: pings, arrived: arrived), 0) : nil
    }
    if let found { return found }
    guard let sent else { return (chunk == 1 ? .neverAsked : .ended(chunk: chunk), 0) }
    let pings = bench.recorder.beats.count { $0.sent >= sent }
    return (.withheld(chunk: chunk, .now - sent, pings: pings, arrived: arrived), 0)
  }
}
