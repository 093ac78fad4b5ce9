internal import Base
internal import Report
internal import Tracks

/// Reads the stack of one thread again and again, as long as this machine lets it.
actor StackRecorder {
  /// A reader that does not stop the thread may find its stack half changed, and then succeeds a moment later.
  private static let mostFailures = 20

  private let reader: any StackReader
  private let process: Int32
  private let thread: Int32
  private var failures = 0
  private var hasRead = false
  private var reason: StackUnreadable?

  init(_ reader: any StackReader, process: Int32, thread: Int32) {
    self.reader = reader
    self.process = process
    self.thread = thread
  }

  /// True when it makes no sense to try again.
  private var isHopeless: Bool { reason?.isLasting == true || failures >= Self.mostFailures }

  /// Nil when stacks cannot be read on this machine.
  func read() async throws -> StackSample? {
    while !isHopeless {
      let began = ContinuousClock.now
      do {
        let frames = try await reader.read(process: process, thread: thread)
        (failures, hasRead) = (0, true)
        return StackSample(began: began, ended: .now, frames: frames)
      } catch let error as StackUnreadable {
        failures += 1
        reason = error
      }
    }
    return nil
  }

  var notes: [TraceNote] {
    guard isHopeless, let reason else { return [] }
    return [TraceNote(reason.what + " So there are no lines here, only what the kernel shows.", next: reason.next)]
  }
}
