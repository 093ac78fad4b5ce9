package import Tracks

/// The stack of the event loop's thread, read at some moment between two others.
package struct StackSample: Sendable {
  package let began: ContinuousClock.Instant
  package let ended: ContinuousClock.Instant
  package let frames: [StackFrame]

  package init(began: ContinuousClock.Instant, ended: ContinuousClock.Instant, frames: [StackFrame]) {
    self.began = began
    self.ended = ended
    self.frames = frames
  }

  /// The most likely moment.
  var middle: ContinuousClock.Instant { began + (ended - began) / 2 }
}
