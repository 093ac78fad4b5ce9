import Base
import Commands
import Foundation
import Learner
import Lessons
import ModuleRuntime
import TestSupport

/// A course of one lesson, 07-waiting, or of two, with an empty workspace beside its lessons.
struct SampleCourse {
  let files: TemporaryPack
  let session: SessionPosition?
  let course: Course

  var settings: Settings { Settings(lessons: files.root + "/Lessons", workspace: files.root + "/workspace") }

  init(session: SessionPosition? = nil, hasSecondLesson: Bool = false) throws {
    files = try TemporaryPack()
    if hasSecondLesson {
      let manifest = """
        format_version: 1
        title: Walking
        summary: It walks.
        checks:
          - { id: only, title: It walks, probe: contract, next: Walk., with: { requests: [] } }
        broken:
          fails: [only]
        """
      try files.write(manifest, to: "Lessons/08-walking/lesson.yaml")
      try files.write("", to: "Lessons/08-walking/swift/main.swift")
    }
    self.session = session
    course = Course(
      installation: Installation(products: "/nowhere", home: "/nowhere"),
      settings: Settings(lessons: files.root + "/Lessons", workspace: files.root + "/workspace"), session: session)
  }

  /// Starts a lesson as the `start` command does, without measuring anything.
  @discardableResult
  func start(_ lesson: String = "07", _ track: Track = .swift) async throws -> Lesson {
    let lesson = try course.pack.lesson(lesson)
    _ = try await course.workspace.start(lesson, track, extras: [:])
    try await course.begin(lesson, track)
    return lesson
  }

  func write(_ text: String, to file: String) throws { try files.write(text, to: file) }
}
