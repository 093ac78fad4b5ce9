import Foundation
import Lessons
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct PackTests {
  private let temporary: TemporaryPack

  init() throws {
    temporary = try TemporaryPack()
    try temporary.write(TemporaryPack.manifest, to: "Lessons/08-walking/lesson.yaml")
    try temporary.write("", to: "Lessons/notes/README.md")
  }

  private func failure(_ selector: String) -> PackError? {
    #expect(throws: PackError.self) { try temporary.pack.lesson(selector) }
  }

  @Test(
    "A lesson is found by number, name or unique prefix",
    arguments: ["7", "07", "07-waiting", "waiting", "wai", "WAIT"])
  func finds(selector: String) throws {
    #expect(try temporary.pack.lesson(selector).id == "07-waiting")
  }

  @Test("A folder without lesson.yaml is not a lesson")
  func listsLessons() throws {
    #expect(try temporary.pack.lessonNames() == ["07-waiting", "08-walking"])
  }

  @Test("An unknown lesson name is an error that lists the lessons", arguments: ["notes", "", "9", "-1"])
  func knowsStrangers(selector: String) {
    #expect(failure(selector) == .noLesson(selector, known: ["07-waiting", "08-walking"]))
  }

  @Test("A prefix of two lessons is ambiguous")
  func knowsAmbiguity() {
    #expect(failure("wa") == .ambiguous("wa", ["07-waiting", "08-walking"]))
  }

  @Test("A missing folder, and one without lessons, are errors")
  func knowsOtherFolders() {
    let nowhere = Pack(directory: temporary.root + "/nowhere", tracks: [])
    #expect(throws: PackError.noPack(nowhere.directory)) { try nowhere.lessonNames() }
    let empty = Pack(directory: temporary.root + "/Solutions", tracks: [])
    #expect(throws: PackError.noLessons(empty.directory)) { try empty.lessonNames() }
  }
}
