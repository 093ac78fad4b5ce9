/// Lets a few tests judge at a time, while the others wait in line: a machine full of modules makes every verdict
/// inconclusive.
actor Turns {
  static let shared = Turns(2)

  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  private init(_ count: Int) {
    free = count
  }

  nonisolated func take<Value: Sendable>(_ work: () async throws -> Value) async throws -> Value {
    await begin()
    do {
      let value = try await work()
      await end()
      return value
    } catch {
      await end()
      throw error
    }
  }

  private func begin() async {
    guard free == 0 else {
      free -= 1
      return
    }
    await withCheckedContinuation { waiting.append($0) }
  }

  /// Passes the turn on to the test that has waited longest.
  private func end() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
