import Foundation
import Synchronization
import TestSupport

/// A running program, with its standard error.
final class Running: Sendable {
  let processID: pid_t
  private let lines: AsyncStream<String>
  private let line: AsyncStream<String>.Continuation
  private let said = Mutex<[String]>([])
  private let late = Mutex(false)

  init(processID: pid_t) {
    self.processID = processID
    (lines, line) = AsyncStream.makeStream()
  }

  func sayLine(_ text: String) {
    said.withLock { $0.append(text) }
    line.yield(text)
  }

  func finish() {
    line.finish()
  }

  /// Waits until it prints this, and returns the whole line.
  @discardableResult
  func waitUntilItSays(_ text: String) async throws -> String {
    for await line in lines where line.contains(text) { return line }
    throw Unexpected("it ended and never said '\(text)': \(said.withLock { $0 }.joined(separator: "\n"))")
  }

  /// True when it was killed because it did not end by itself.
  var isLate: Bool { late.withLock { $0 } }

  func killForBeingLate() {
    late.withLock { $0 = true }
    signal(SIGKILL)
  }

  func signal(_ number: Int32) {
    kill(processID, number)
  }
}
