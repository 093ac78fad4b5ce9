import Foundation
import ModuleRuntime
import TestSupport
import Testing

@Suite("Isolation", .timeLimit(.minutes(10)))
struct IsolationTests {
  @Test("The tiers are ordered from the weakest to the strongest")
  func order() {
    #expect(IsolationTier.allCases.sorted() == [.rlimits, .landlock, .namespaces, .full])
    #expect(IsolationTier.allCases.filter(\.hidesFiles) == [.landlock, .full])
  }

  @Test("Slots have processors of their own, and of root users of their own")
  func slots() {
    let slots = (0..<4).map { Isolation.slot($0, of: 4, tier: .full) }
    let processors = ProcessInfo.processInfo.activeProcessorCount
    #expect(slots.map(\.firstProcessor) == (0..<4).map { $0 * max(1, processors / 4) })
    #expect(slots.allSatisfy { $0.processors == max(1, processors / 4) })
    #expect(Set(slots.map(\.user)).count == (geteuid() == 0 ? 4 : 1))
    #expect(slots.compactMap(\.user).allSatisfy { $0 > 1 << 30 && $0 < 1 << 31 })
  }

  @Test("Only a tier that hides files needs another user", arguments: [IsolationTier.rlimits, .landlock, .namespaces])
  func staysUser(tier: IsolationTier) {
    #expect(Isolation.slot(0, of: 1, tier: tier).user == nil)
  }

  @Test("The strongest tier up to another one is never above it, and what is missing is explained")
  func probes() async throws {
    let products = URL(fileURLWithPath: try Products.path("guardian")).deletingLastPathComponent().path
    let probe = IsolationProbe(Installation(products: products, home: Products.project))
    let all = try await probe.strongest()
    let some = try await probe.strongest(atMost: .landlock)
    #expect(some.tier <= .landlock && some.tier <= all.tier)
    #expect(all.missing.keys.allSatisfy { $0 > all.tier } && all.missing.values.allSatisfy { !$0.isEmpty })
  }
}
