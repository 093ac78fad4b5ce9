internal import Base
internal import Demo
internal import Files
internal import Foundation
internal import Presentation
internal import Report

/// The speaker's notes on the step that a demo is at, in a file by which a second terminal follows it.
struct DemoNotes: Sendable, Equatable, Codable {
  let lesson: String
  let track: Track
  let step: DemoState.Step
  let notes: String
  /// The number of the process that shows the demo.
  let process: Int32

  init(_ demo: Demo, at step: DemoState.Step) {
    lesson = demo.lesson.id
    track = demo.track
    self.step = step
    notes = demo.script.notes[step] ?? "No notes for this step."
    process = getpid()
  }

  private static var file: String? {
    DemoArchive(environment: ProcessInfo.processInfo.environment).file(named: "notes.json")
  }

  /// Notes that cannot be written never stop a demo.
  func publish() {
    guard let file = Self.file else { return }
    try? Folder.make(Path.folder(file))
    try? AtomicFile.write(JSONEncoder().encode(self), to: file, mode: 0o600)
  }

  static func withdraw() {
    if let file { unlink(file) }
  }

  /// Nil when no demo is shown.
  private static func current() -> DemoNotes? {
    guard let file, let bytes = try? RegularFile.read(file),
      let notes = try? JSONDecoder().decode(DemoNotes.self, from: bytes), kill(notes.process, 0) == 0 || errno == EPERM
    else { return nil }
    return notes
  }

  /// Prints the notes of each step as the demo comes to it, until it ends.
  static func follow(_ console: any Console) async throws {
    guard current() != nil else {
      throw UsageError(
        description: "No demo is shown now. Start one with `pitfall demo LESSON`, then follow it here.")
    }
    var shown: DemoNotes?
    while let notes = current() {
      if notes != shown {
        console.print("\n\(notes.lesson), \(notes.track.rawValue): \(notes.step.rawValue)")
        console.say(notes.notes)
        shown = notes
      }
      try await Task.sleep(for: .milliseconds(200))
    }
    console.say("\nThe demo is over.")
  }
}
