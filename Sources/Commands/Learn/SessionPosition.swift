internal import Base
package import Learner

/// The lesson and track of one session, whatever another session in the same workspace starts in the meantime.
package final class SessionPosition: Sendable {
  private let position: Locked<Progress.Position?>

  package init(_ position: Progress.Position?) {
    self.position = Locked(position)
  }

  package var current: Progress.Position? {
    get { position.withLock(\.self) }
    set { position.withLock { $0 = newValue } }
  }
}
