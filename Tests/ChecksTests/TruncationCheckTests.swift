import Bench
import Checks
import Lessons
import MiniServer
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct TruncationCheckTests {
  private func measure(
    patience: Duration = Patience.long, _ handler: @escaping @Sendable (FakeSurroundings) async throws -> Response
  ) async throws -> (seen: TruncationCheck.Measurement, verdict: Verdict) {
    let check = try TruncationCheck(parameters: ManifestNode(yaml: "{get: /stream, calls: /chunks}"))
    let seen = try await Bench.forTests(
      upstream: [.chunks], patience: patience,
      handler: { request, module in request.path == "/stream" ? try await handler(module) : nil }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  /// Passes the upstream's chunks on, and calls the closure when they break off.
  private static func relay(
    _ module: FakeSurroundings, onError: @escaping @Sendable (any Error) async throws -> Void
  ) -> Response {
    Response(
      body: .stream { writer in
        do {
          for try await chunk in try await module.stream("/chunks").chunks { try await writer.write(chunk) }
        } catch {
          try await onError(error)
        }
      })
  }

  @Test("A stream that is cut short when the upstream's is passes")
  func cutsShort() async throws {
    let (seen, verdict) = try await measure { module in Self.relay(module) { throw $0 } }
    #expect(seen.good.status == 200)
    #expect(seen.isGoodWhole)
    #expect(seen.broken == .cutShort)
    #expect(seen.wasAsked)
    #expect(verdict == .pass)
  }

  @Test("A stream that ends properly when the upstream's breaks off looks complete, and fails")
  func endsProperly() async throws {
    let (seen, verdict) = try await measure { module in Self.relay(module) { _ in } }
    #expect(seen.isGoodWhole)
    guard case .complete(200, let bytes) = seen.broken else {
      Issue.record("\(String(describing: seen.broken))")
      return
    }
    #expect(bytes > 0 && (1..<seen.chunks).contains(seen.sentChunks))
    #expect(verdict == .fail)
  }

  @Test("A stream that stays open leaves the client waiting, and fails")
  func staysOpen() async throws {
    let (seen, verdict) = try await measure(patience: .milliseconds(500)) { module in
      Self.relay(module) { _ in try await Task.sleep(for: .seconds(60)) }
    }
    #expect(seen.broken == .open)
    #expect(verdict == .fail)
  }

  @Test("A module that has not begun to respond may still send an error status")
  func rejects() async throws {
    let (seen, verdict) = try await measure { module in
      var body: [UInt8] = []
      do {
        for try await chunk in try await module.stream("/chunks").chunks { body += chunk }
      } catch {
        return .json(["detail": .text("upstream")], .badGateway)
      }
      return Response(body: .bytes(body))
    }
    guard case .complete(502, _) = seen.broken else {
      Issue.record("\(String(describing: seen.broken))")
      return
    }
    #expect(verdict == .pass)
  }

  @Test("Without an intact stream there is nothing to compare with, and that fails")
  func needsAGoodOne() async throws {
    let madeUp = try await measure { _ in .text("one\ntwo\n") }
    let changed = try await measure { module in
      Response(
        body: .stream { writer in
          for try await chunk in try await module.stream("/chunks").chunks { try await writer.write(chunk.reversed()) }
        })
    }
    for (seen, verdict) in [madeUp, changed] {
      #expect(seen.good.status == 200)
      #expect(!seen.isGoodWhole)
      #expect(seen.broken == nil)
      #expect(verdict == .fail)
    }
  }
}
