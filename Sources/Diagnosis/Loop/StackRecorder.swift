internal import Base
internal import Report
internal import Tracks

/// Reads the stack of one thread again and again, as long as this machine lets it.
actor StackRecorder {
  private let reader: any StackReader
  private let process: Int32
  private let thread: Int32
  private var failure: StackUnreadable?

  init(_ reader: any StackReader, process: Int32, thread: Int32) {
    self.reader = reader
    self.process = process
    self.thread = thread
  }

  /// Nil when stacks cannot be read, or the process is ending.
  func read() async throws -> StackSample? {
    guard failure == nil else { return nil }
    let began = ContinuousClock.now
    do {
      let frames = try await reader.read(process: process, thread: thread)
      return StackSample(began: began, ended: .now, frames: frames)
    } catch let error as StackUnreadable {
      failure = error
      return nil
    }
  }

  var notes: [TraceNote] {
    failure.map { [TraceNote($0.what + " The kernel's view alone has no lines.", next: $0.next)] } ?? []
  }
}
