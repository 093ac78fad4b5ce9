import Base
import Commands
import Foundation
import ModuleRuntime
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ChosenModuleTests {
  private let sample: SampleCourse

  init() throws {
    sample = try SampleCourse(hasSecondLesson: true)
  }

  private func choose(_ lesson: String? = nil, _ track: Track? = nil, path: String? = nil) async throws -> ChosenModule
  {
    try await sample.course.module(lesson: lesson, track: track, path: path)
  }

  @Test("A lesson that is not started has only its broken module")
  func choosesBroken() async throws {
    let module = try await choose("07")
    #expect(module.source.directory == sample.files.root + "/Lessons/07-waiting/swift")
    #expect(!module.isOwn && !module.isCurrent)
    #expect(module.asTyped == " 07-waiting")
    #expect(!FileManager.default.fileExists(atPath: sample.files.root + "/workspace"))
  }

  @Test("The learner's copy of the current lesson needs no words, that of another lesson its name and track")
  func choosesOwn() async throws {
    try await sample.start("07")
    let current = try await choose()
    #expect(current.source.directory == sample.files.root + "/workspace/07-waiting/swift")
    #expect(current.isOwn && current.isCurrent)
    #expect(current.asTyped == "")
    try await sample.start("08")
    let other = try await choose("07")
    #expect(other.isOwn && !other.isCurrent)
    #expect(other.asTyped == " 07-waiting --track swift")
  }

  @Test("A module that is named by its path is no one's own, and its words can be pasted")
  func choosesPath() async throws {
    try await sample.start("07")
    try sample.write("", to: "my files/main.py")
    let path = sample.files.root + "/my files"
    let module = try await choose("07", .fastapi, path: path)
    #expect(module.source.mainFile == path + "/main.py")
    #expect(!module.isOwn)
    #expect(module.asTyped == " 07-waiting --track fastapi --module '\(path)'")
  }

  @Test("A path without a lesson belongs to the current one; with one, to that")
  func choosesLessonOfPath() async throws {
    try await sample.start("07")
    let path = sample.files.root + "/Lessons/08-walking/swift"
    #expect(try await choose(path: path).lesson.id == "07-waiting")
    #expect(try await choose("08", path: path).lesson.id == "08-walking")
  }

  @Test("An empty path is said, and so is one that leads nowhere")
  func explainsPaths() async throws {
    #expect(
      await sentence(of: { try await choose("07", path: "") }) == "--module needs a path: the module's folder or file.")
    await #expect(throws: ModuleSourceError.missing("/nowhere")) { try await choose("07", path: "/nowhere") }
  }

  @Test("A change to the learner's copy that was interrupted is completed first")
  func completesChange() async throws {
    try await sample.start("07")
    let pending = "workspace/.pitfall/07-waiting/swift/pending"
    try sample.write("// mine", to: "workspace/07-waiting/swift/main.swift")
    try sample.write("// mine", to: "\(pending)/old/main.swift")
    try sample.write("// restored", to: "\(pending)/new/main.swift")
    try sample.write(#"{"keeps":"snapshots/0001"}"#, to: "\(pending)/plan.json")
    let module = try await choose()
    #expect(try String(contentsOfFile: module.source.mainFile, encoding: .utf8) == "// restored")
    #expect(!FileManager.default.fileExists(atPath: "\(sample.files.root)/\(pending)"))
  }
}
