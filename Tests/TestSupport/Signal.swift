internal import Base

/// An event that happens once, such as that a handler was called, and for which others wait.
package final class Signal: Sendable {
  private let what: String
  private let state = Locked(false)

  /// `what` continues the words "waited in vain until".
  package init(_ what: String) {
    self.what = what
  }

  package var hasFired: Bool { state.withLock { $0 } }

  package func fire() {
    state.withLock { $0 = true }
  }

  /// Throws if it is not fired in time, and if the task is cancelled.
  package func wait() async throws {
    try await until(what) { hasFired }
  }
}
