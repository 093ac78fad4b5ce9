import Base
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct GateTests {
  @Test("No more than its width are let in at a time, and all in the end", arguments: [1, 3])
  func keepsItsWidth(width: Int) async throws {
    let gate = Gate(width)
    let inside = Locked((now: 0, most: 0))
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<20 {
        group.addTask {
          try await gate.pass {
            inside.withLock { ($0.now, $0.most) = ($0.now + 1, max($0.most, $0.now + 1)) }
            await Task.yield()
            inside.withLock { $0.now -= 1 }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(inside.withLock { $0.now } == 0)
    #expect((1...width).contains(inside.withLock { $0.most }))
  }

  @Test("A caller that is cancelled while it waits gives its place up, and the next one is let in")
  func letsGo() async throws {
    let gate = Gate()
    let (entered, mayLeave) = (Signal("the first is in"), Signal("the first may leave"))
    let first = Task {
      try await gate.pass {
        entered.fire()
        try await mayLeave.wait()
      }
    }
    try await entered.wait()
    let second = Task { try await gate.pass { true } }
    let third = Task { try await gate.pass { true } }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    mayLeave.fire()
    try await first.value
    #expect(try await third.value)
  }
}
