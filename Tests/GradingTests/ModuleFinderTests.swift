import Base
import Foundation
import Grading
import Testing
import Tracks

@Suite("Where the module for a lesson is in a submission", .timeLimit(.minutes(10)))
struct ModuleFinderTests {
  /// The tracks that are found, with the names of their files.
  private func find(_ names: [String], isOnlyLesson: Bool = true) throws -> [String: [String]] {
    let finder = ModuleFinder(lesson: "01-blocking", layouts: [.swift, .fastapi], isOnlyLesson: isOnlyLesson)
    let files = names.map { ($0, IntakeFiles.File(bytes: Data($0.utf8), modified: .now)) }
    let found = try finder.modules(in: IntakeFiles(files: Dictionary(uniqueKeysWithValues: files)))
    return Dictionary(uniqueKeysWithValues: found.map { ($0.key.rawValue, $0.value.files.keys.sorted()) })
  }

  @Test(
    "It is at the top, or in a folder for the lesson or the track",
    arguments: [
      "", "fastapi/", "01/", "1/", "blocking/", "01-blocking/", "Lesson1/", "01-blocking/fastapi/", "fastapi/01/",
      "01-blocking-fastapi/", "alice/", "alice/project/", "alice/01-blocking/fastapi/",
    ])
  func isFound(folder: String) throws {
    #expect(try find([folder + "main.py", folder + "app/helper.py"]) == ["fastapi": ["app/helper.py", "main.py"]])
  }

  @Test("With several lessons, only the folder for this one counts")
  func isSeparate() throws {
    #expect(try find(["main.py"], isOnlyLesson: false) == [:])
    #expect(try find(["02/main.py"], isOnlyLesson: false) == [:])
    #expect(try find(["alice/02/main.py", "alice/01/main.py"], isOnlyLesson: false) == ["fastapi": ["main.py"]])
    #expect(try find(["01/fastapi/main.py", "01/swift/main.swift"], isOnlyLesson: false).count == 2)
  }

  @Test("A single source file may have any name; of several, one must be the main file")
  func soleFile() throws {
    #expect(try find(["solution.py"]) == ["fastapi": ["main.py"]])
    #expect(try find(["01/app.swift"]) == ["swift": ["main.swift"]])
    #expect(try find(["a.py", "b.py"]) == [:])
  }

  @Test("The files of another track belong to another module")
  func tracksAreSeparate() throws {
    #expect(
      try find(["main.py", "main.swift", "More.swift", "notes.sql"])
        == ["fastapi": ["main.py", "notes.sql"], "swift": ["More.swift", "main.swift", "notes.sql"]])
  }

  @Test("The hash depends on every name and every byte, and on nothing else")
  func hash() {
    func hash(_ files: [String: String]) -> String {
      SubmissionModule(track: .swift, files: files.mapValues { Data($0.utf8) }, modified: .now).hash
    }
    let hashes = [["a": "bc"], ["ab": "c"], ["a": "b", "c": ""], ["a": "", "b": "c"]].map(hash)
    #expect(Set(hashes).count == 4)
    #expect(hash(["a": "bc"]) == hashes[0])
  }
}
