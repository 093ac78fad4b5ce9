internal import Curriculum
internal import NIOConcurrencyHelpers

/// The lesson and track that a session is at: its own, whatever another one in the same workspace begins meanwhile.
final class SessionPlace: Sendable {
  private let place: NIOLockedValueBox<Progress.Place?>

  init(_ place: Progress.Place?) {
    self.place = NIOLockedValueBox(place)
  }

  var current: Progress.Place? {
    get { place.withLockedValue(\.self) }
    set { place.withLockedValue { $0 = newValue } }
  }
}
