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
    pace: Double = 1, _ body: @escaping @Sendable (BodyWriter, FakeSurroundings) async throws -> Void
  ) async throws -> (seen: StreamCheck.Measurement, verdict: Verdict) {
    let check = try StreamCheck(parameters: ManifestNode(yaml: "{get: /stream, calls: /chunks}"))
    let seen = try await Bench.forTests(
      upstream: [.chunks], pace: pace,
      handler: { request, module in
        guard request.path == "/stream" else { return nil }
        return Response(body: .stream { try await body($0, module) })
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  @Test("Chunks that are passed on immediately arrive early and whole, and pass")
  func passesOn() async throws {
    let (seen, verdict) = try await measure { writer, module in
      for try await chunk in try await module.stream("/chunks").chunks { try await writer.write(chunk) }
    }
    #expect(seen.beginning == .arrived)
    #expect(seen.status == 200)
    #expect(seen.failure == nil)
    #expect(seen.isWhole)
    #expect(verdict == .pass)
  }

  @Test("A body that is collected first is withheld, though it is whole, and fails")
  func collects() async throws {
    let (seen, verdict) = try await measure(pace: 0.2) { writer, module in
      var body: [UInt8] = []
      for try await chunk in try await module.stream("/chunks").chunks { body += chunk }
      try await writer.write(body)
    }
    guard case .withheld(let duration, _) = seen.beginning else {
      Issue.record("\(seen.beginning)")
      return
    }
    #expect(duration >= .milliseconds(200))
    #expect(seen.isWhole)
    #expect(verdict == .fail)
  }

  @Test("A stream that ends after the first chunk is not whole, and fails")
  func cutsShort() async throws {
    let (seen, verdict) = try await measure { writer, module in
      for try await chunk in try await module.stream("/chunks").chunks {
        try await writer.write(chunk)
        return
      }
    }
    #expect(!seen.isWhole)
    #expect(seen.bytes > 0)
    #expect(verdict == .fail)
  }

  @Test("A made-up stream does not call the upstream, and fails")
  func makesUpAStream() async throws {
    let (seen, verdict) = try await measure { writer, _ in try await writer.write("one\ntwo\n") }
    #expect(seen.beginning == .neverAsked)
    #expect(!seen.isWhole)
    #expect(seen.bytes == 8)
    #expect(verdict == .fail)
  }

  @Test("A stream that breaks off after the first chunk says why, and fails")
  func breaksOff() async throws {
    let (seen, verdict) = try await measure { writer, module in
      for try await chunk in try await module.stream("/chunks").chunks {
        try await writer.write(chunk)
        throw Unexpected("the server hangs up")
      }
    }
    #expect(seen.failure != nil)
    #expect(!seen.isWhole)
    #expect(verdict == .fail)
  }
}
