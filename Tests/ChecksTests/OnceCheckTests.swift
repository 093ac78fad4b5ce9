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
struct OnceCheckTests {
  private func measure(
    _ place: @escaping @Sendable ([UInt8], FakeSurroundings) async throws -> JSONValue
  ) async throws -> (seen: OnceCheck.Measurement, verdict: Verdict) {
    let check = try OnceCheck(
      parameters: ManifestNode(
        yaml:
          "{post: /orders, calls: /orders, body: {order: '{order}'}, send: {item: text, quantity: number}, status: 201, times: 2, at_once: 2}"
      ))
    let seen = try await Bench.forTests(
      upstream: [.orders],
      handler: { request, module in
        guard request.path == "/orders" else { return nil }
        do {
          return .json(try await place(request.body.collect(), module), .created)
        } catch {
          return .json([:], .badGateway)
        }
      }
    ) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  @Test("Orders that are passed on once each, with their own bodies, pass; also when the upstream breaks off")
  func placesOnce() async throws {
    let (seen, verdict) = try await measure { body, module in try await module.post("/orders", body) }
    #expect(seen.placed.map(\.calls) == [1, 1, 1, 1])
    #expect(seen.placed.map(\.exchange.status) == [201, 201, 201, 201])
    #expect(seen.placed.allSatisfy { $0.difference == nil })
    #expect(seen.broken?.calls == 1)
    #expect(seen.broken?.exchange.status == 502)
    #expect(seen.strangers == [])
    #expect(verdict == .pass)
  }

  @Test("An order that is tried again after the upstream broke off is placed twice, and fails")
  func triesAgain() async throws {
    let (seen, verdict) = try await measure { body, module in
      if let reply = try? await module.post("/orders", body) { return reply }
      return try await module.post("/orders", body)
    }
    #expect(seen.placed.map(\.calls) == [1, 1, 1, 1])
    #expect(seen.broken?.calls == 2)
    #expect(verdict == .fail)
  }

  @Test("Every order placed twice fails")
  func placesTwice() async throws {
    let (seen, verdict) = try await measure { body, module in
      _ = try await module.post("/orders", body)
      return try await module.post("/orders", body)
    }
    #expect(seen.placed.map(\.calls) == [2, 2, 2, 2])
    #expect(verdict == .fail)
  }

  @Test("A call with another body than the order's belongs to no request, and fails")
  func losesTheBody() async throws {
    let (seen, verdict) = try await measure { _, module in try await module.post("/orders", []) }
    #expect(seen.placed.map(\.calls) == [0, 0, 0, 0])
    #expect(seen.strangers == ["", "", "", "", ""])
    #expect(verdict == .fail)
  }

  @Test("A made-up response differs from the upstream's reply, and fails")
  func makesUpAResponse() async throws {
    let (seen, verdict) = try await measure { body, module in
      _ = try await module.post("/orders", body)
      return .object(["order": .text("made up")])
    }
    #expect(seen.placed.map(\.calls) == [1, 1, 1, 1])
    #expect(seen.placed.allSatisfy { $0.difference?.found == .text("made up") })
    #expect(verdict == .fail)
  }

  @Test("Whether orders wait concurrently is judged by another check")
  func oneAtATime() async throws {
    let turnstile = Turnstile()
    let (seen, verdict) = try await measure { body, module in
      try await turnstile.one { try await module.post("/orders", body) }
    }
    #expect(seen.placed.map(\.calls) == [1, 1, 1, 1])
    #expect(verdict == .pass)
  }
}
