import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct UntilTests {
  @Test("A wait in vain ends, and says what it waited for")
  func endsInVain() async throws {
    var count = 0
    let error = await #expect(throws: Unexpected.self) {
      try await until("the \(count)th look is the last", patience: .milliseconds(20)) {
        count += 1
        return false
      }
    }
    #expect(error?.description == "waited 0.02 seconds in vain until the \(count)th look is the last")
    #expect(count > 1)
  }

  @Test("A wait ends when its condition is true, or with its error")
  func ends() async throws {
    var looks = 0
    try await until("it is true") {
      looks += 1
      return looks == 3
    }
    #expect(looks == 3)
    await #expect(throws: CancellationError.self) { try await until("it throws") { throw CancellationError() } }
  }

  @Test("A wait ends when its task is cancelled, and so does one for a signal")
  func isCancelled() async throws {
    let signal = Signal("nobody fires it")
    let waits = [Task { try await until("never") { false } }, Task { try await signal.wait() }]
    for wait in waits {
      wait.cancel()
      await #expect(throws: CancellationError.self) { try await wait.value }
    }
    signal.fire()
    try await signal.wait()
  }
}
