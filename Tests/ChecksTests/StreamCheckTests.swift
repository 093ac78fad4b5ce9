import Base
import Bench
import Checks
import Lessons
import MiniServer
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct StreamCheckTests {
  private func measure(
    _ body: @escaping @Sendable (BodyWriter, FakeSurroundings) async throws -> Void
  ) async throws -> (seen: StreamCheck.Measurement, verdict: Verdict) {
    let check = try StreamCheck(parameters: ManifestNode(yaml: "{get: /stream, calls: /chunks}"))
    let seen = try await Bench.forTests(
      upstream: [.chunks],
      handler: { request, module in
        guard request.path == "/stream" else { return nil }
        return Response(body: .stream { try await body($0, module) })
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  @Test("Chunks that are passed on immediately arrive in step and whole, in two streams, and pass")
  func passesOn() async throws {
    let (seen, verdict) = try await measure { writer, module in
      for try await chunk in try await module.stream("/chunks").chunks { try await writer.write(chunk) }
    }
    #expect(seen.passages.map(\.progress) == [.inStep, .inStep])
    #expect(seen.passages.map(\.status) == [200, 200])
    #expect(seen.passages.allSatisfy { $0.failure == nil && $0.isWhole })
    // One tiny chunk, one of a few thousand bytes and a long one, and up to three more.
    for passage in seen.passages {
      #expect((4...6).contains(passage.chunks.count))
      #expect(passage.chunks.min() ?? 0 < 60)
      #expect(passage.chunks.max() ?? 0 > 19_000)
    }
    #expect(verdict == .pass)
  }

  @Test("Lines that are passed on one by one pass too")
  func passesOnLines() async throws {
    let (_, verdict) = try await measure { writer, module in
      var line: [UInt8] = []
      for try await chunk in try await module.stream("/chunks").chunks {
        line += chunk
        guard let end = line.lastIndex(of: UInt8(ascii: "\n")) else { continue }
        try await writer.write(Array(line[...end]))
        line.removeSubrange(...end)
      }
    }
    #expect(verdict == .pass)
  }

  @Test("A body that is collected first is withheld, though it is whole, and fails")
  func collects() async throws {
    let (seen, verdict) = try await measure { writer, module in
      var body: [UInt8] = []
      for try await chunk in try await module.stream("/chunks").chunks { body += chunk }
      try await writer.write(body)
    }
    guard case .withheld(1, let duration, _, 0) = seen.passages.first?.progress else {
      Issue.record("\(seen.passages)")
      return
    }
    #expect(duration >= .milliseconds(500))
    #expect(seen.passages.map(\.isWhole) == [true])
    #expect(verdict == .fail)
  }

  @Test("A body that is collected after its first chunk is withheld from the second on, and fails")
  func collectsTheRest() async throws {
    let (seen, verdict) = try await measure { writer, module in
      var rest: [UInt8]?
      for try await chunk in try await module.stream("/chunks").chunks {
        if rest == nil { try await writer.write(chunk) } else { rest?.append(contentsOf: chunk) }
        // Also a first chunk that arrived in two pieces ends in a newline.
        if rest == nil, chunk.last == UInt8(ascii: "\n") { rest = [] }
      }
      try await writer.write(rest ?? [])
    }
    guard case .withheld(2, _, _, 0) = seen.passages.first?.progress else {
      Issue.record("\(seen.passages)")
      return
    }
    #expect(seen.passages.map(\.isWhole) == [true])
    #expect(verdict == .fail)
  }

  @Test("A stream that ends after the first chunk is not whole, and fails")
  func cutsShort() async throws {
    let (seen, verdict) = try await measure { writer, module in
      for try await chunk in try await module.stream("/chunks").chunks {
        try await writer.write(chunk)
        if chunk.last == UInt8(ascii: "\n") { return }
      }
    }
    #expect(seen.passages.map(\.progress) == [.ended(chunk: 2)])
    #expect(seen.passages.map(\.isWhole) == [false])
    #expect(verdict == .fail)
  }

  @Test("A stream that is kept for the next request does not call the upstream again, and fails")
  func keepsAStream() async throws {
    let kept = Locked<[UInt8]>([])
    let (seen, verdict) = try await measure { writer, module in
      let known = kept.withLock { $0 }
      if !known.isEmpty { return try await writer.write(known) }
      for try await chunk in try await module.stream("/chunks").chunks {
        kept.withLock { $0 += chunk }
        try await writer.write(chunk)
      }
    }
    #expect(seen.passages.map(\.progress) == [.inStep, .neverAsked])
    #expect(verdict == .fail)
  }

  @Test("A stream with other bytes fails without a wait")
  func changesBytes() async throws {
    let (seen, verdict) = try await measure { writer, module in
      for try await chunk in try await module.stream("/chunks").chunks { try await writer.write(chunk.reversed()) }
    }
    #expect(seen.passages.map(\.progress) == [.differs(chunk: 1)])
    #expect(verdict == .fail)
  }

  @Test("A made-up stream does not call the upstream, and fails")
  func makesUpAStream() async throws {
    let (seen, verdict) = try await measure { writer, _ in try await writer.write("one\ntwo\n") }
    #expect(seen.passages.map(\.progress) == [.neverAsked])
    #expect(seen.passages.map(\.bytes) == [8])
    #expect(verdict == .fail)
  }

  @Test("A stream that breaks off after the first chunk says why, and fails")
  func breaksOff() async throws {
    let (seen, verdict) = try await measure { writer, module in
      for try await chunk in try await module.stream("/chunks").chunks {
        try await writer.write(chunk)
        if chunk.last == UInt8(ascii: "\n") { throw Unexpected("the server hangs up") }
      }
    }
    #expect(seen.passages.map { $0.failure != nil } == [true])
    #expect(seen.passages.map(\.isWhole) == [false])
    #expect(verdict == .fail)
  }
}
