import Base
import Bench
import Checks
import Foundation
import Lessons
import MiniServer
import Report
import TestSupport
import Testing

/// The check against servers that are known to be correct or broken.
@Suite(.timeLimit(.minutes(10)))
struct OrderCheckTests {
  private static let wait = Duration.milliseconds(200)

  private func measure(_ handler: @escaping FakeModule.Handler) async throws -> (
    seen: OrderCheck.Measurement, verdict: Verdict
  ) {
    let check = try OrderCheck(parameters: ManifestNode(yaml: "{get: /block, wait_ms: 200, requests: 2}"))
    let seen = try await Bench.forTests(handler: handler) { try await check.measure($0) }
    return (seen, check.judge(seen).verdict)
  }

  @Test("A ping overtakes requests that wait concurrently, each takes its time, and that passes")
  func overtakes() async throws {
    let (seen, verdict) = try await measure { request, _ in
      guard request.path == "/block" else { return nil }
      try await Task.sleep(for: Self.wait)
      return .json(["done": .flag(true)])
    }
    #expect(seen.isOvertaken)
    #expect(seen.answers.map(\.status) == [200, 200])
    #expect(seen.answers.allSatisfy { $0.elapsed >= Self.wait })
    #expect(seen.repeatedElapsed == nil)
    #expect(seen.pingElapsed != nil)
    #expect(verdict == .pass)
  }

  @Test("A blocked event loop lets no ping overtake, and fails")
  func blocks() async throws {
    let (seen, verdict) = try await measure { request, _ in
      guard request.path == "/block" else { return nil }
      Self.block()
      return .json(["done": .flag(true)])
    }
    #expect(!seen.isOvertaken)
    #expect(verdict == .fail)
  }

  @Test("A machine that kept the event loop from running says nothing about the module")
  func isStarved() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/block" else { return nil }
      Self.block()
      module.witness.change { $0.processorTimeAwaited += Self.wait * 50 }
      return .json(["done": .flag(true)])
    }
    #expect(!seen.isOvertaken)
    #expect(seen.processorTime.awaited >= Self.wait)
    #expect(verdict == .inconclusive)
  }

  @Test("Responses before their time are detected, and fail")
  func answersEarly() async throws {
    let (seen, verdict) = try await measure { request, _ in
      request.path == "/block" ? .json(["done": .flag(true)]) : nil
    }
    #expect(seen.answers.contains { $0.elapsed < Self.wait })
    #expect(seen.repeatedElapsed != nil)
    #expect(verdict == .fail)
  }

  @Test("A result that is cached for later requests is detected by one more request, and fails")
  func keepsTheResult() async throws {
    let isKept = Locked(false)
    let (seen, verdict) = try await measure { request, _ in
      guard request.path == "/block" else { return nil }
      if !isKept.withLock({ $0 }) { try await Task.sleep(for: Self.wait) }
      isKept.withLock { $0 = true }
      return .json(["done": .flag(true)])
    }
    #expect(seen.answers.allSatisfy { $0.elapsed >= Self.wait })
    #expect(seen.repeatedElapsed.map { $0 < Self.wait } == true)
    #expect(verdict == .fail)
  }

  @Test("A result that is cached for one connection is detected, and fails")
  func keepsTheResultPerConnection() async throws {
    let known = Locked<Set<String>>([])
    let (seen, verdict) = try await measure { request, _ in
      guard request.path == "/block" else { return nil }
      let isNew = known.withLock { $0.insert("\(request.remoteAddress)").inserted }
      if isNew { try await Task.sleep(for: Self.wait) }
      return .json(["done": .flag(true)])
    }
    #expect(seen.repeatedElapsed.map { $0 < Self.wait } == true)
    #expect(verdict == .fail)
  }

  @Test("Requests that are served one after another are detected by the time between their responses, and fail")
  func servesOneAtATime() async throws {
    let turnstile = Turnstile()
    let (seen, verdict) = try await measure { request, _ in
      guard request.path == "/block" else { return nil }
      return try await turnstile.one {
        try await Task.sleep(for: Self.wait)
        return .json(["done": .flag(true)])
      }
    }
    #expect(seen.isOvertaken)
    let times = seen.answers.map(\.completed).sorted()
    #expect(times[1] - times[0] >= Self.wait * 0.875)
    #expect(verdict == .fail)
  }

  @Test("A thread of any kind that is active all the time, with hardly a processor, fails")
  func spinsAmongOthers() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/block" else { return nil }
      module.witness.change { $0.isAnotherThreadRunnable = true }
      try await Task.sleep(for: Self.wait)
      module.witness.change { $0.processorTimeOfOthers += Self.wait * 0.2 }
      return .json(["done": .flag(true)])
    }
    #expect(seen.active > seen.idle)
    #expect(verdict == .fail)
  }

  @Test("Processor time that is used while waiting fails")
  func burns() async throws {
    let (seen, verdict) = try await measure { request, module in
      guard request.path == "/block" else { return nil }
      try await Task.sleep(for: Self.wait)
      module.witness.change { $0.processorTime += Self.wait * 50 }
      return .json(["done": .flag(true)])
    }
    #expect(seen.isOvertaken)
    #expect(seen.processorTime.used >= Self.wait)
    #expect(verdict == .fail)
  }

  /// Blocks the calling thread, which is the event loop's.
  private static func block() { usleep(200_000) }
}
