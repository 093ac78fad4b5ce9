internal import Base
internal import Learner

/// The lesson and track that a session is at: its own, whatever another one in the same workspace begins meanwhile.
final class SessionPlace: Sendable {
  private let place: Locked<Progress.Position?>

  init(_ place: Progress.Position?) {
    self.place = Locked(place)
  }

  var current: Progress.Position? {
    get { place.withLock(\.self) }
    set { place.withLock { $0 = newValue } }
  }
}
