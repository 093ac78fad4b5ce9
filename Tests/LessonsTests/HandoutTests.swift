import Base
import Foundation
import Lessons
import TestSupport
import Testing
import Tracks

@Suite("A handout for learners", .timeLimit(.minutes(10)))
struct HandoutTests {
  private let temporary: TemporaryPack
  private var target: String { temporary.root + "/handout" }

  init() throws {
    temporary = try TemporaryPack()
  }

  private func cut(_ text: String) throws -> String { try HandoutManifest.text(of: text, file: "lesson.yaml") }

  private func write(to path: String? = nil) throws {
    try LessonHandout(temporary.pack.lessons(), tracks: [.swift, .fastapi]).write(to: path ?? target, readme: "Hello\n")
  }

  private func files(below folder: String) throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: folder).filter { path in
      var isFolder = ObjCBool(false)
      return FileManager.default.fileExists(atPath: "\(folder)/\(path)", isDirectory: &isFolder) && !isFolder.boolValue
    }.sorted()
  }

  @Test("The sections of fixes, decoys, and variants are cut with the comments on them; all else stays, byte by byte")
  func cutsSections() throws {
    let text = """
      # First line
      title: Waiting  # kept
      # About the fixes
      # in two lines
      fixes:
        swift:
          # inside
          - name: right

      # About the hints
      hints:
        - "fixes: all of them"
      "decoys": { swift: [] }
      variants: []
      summary: |
        decoys:
          are no section here
      """
    #expect(
      try cut(text) == """
        # First line
        title: Waiting  # kept
        # About the hints
        hints:
          - "fixes: all of them"
        summary: |
          decoys:
            are no section here

        """)
  }

  @Test("Lines that end in CR and LF keep their ends, and a manifest without the sections stays as it is")
  func keepsLineEnds() throws {
    #expect(try cut("title: a\r\nfixes:\r\n  swift: []\r\nhints: [b]\r\n") == "title: a\r\nhints: [b]\r\n")
    #expect(try cut("title: a\nhints: [b]\n") == "title: a\nhints: [b]\n")
  }

  @Test(
    "A manifest that cannot be cut line by line is an error with its place",
    arguments: ["{ title: a, fixes: {} }\n", "fixes: &all\n  swift: []\nhints: *all\n"])
  func knowsWhatItCannotCut(text: String) {
    #expect {
      try cut(text)
    } throws: {
      "\($0)".hasPrefix("lesson.yaml:1: cannot be handed out: its keys must be on lines of their own")
    }
  }

  @Test("It has the manifest, the text, and the broken modules, and nothing that gives a solution away")
  func hasNoSolutions() throws {
    try temporary.write("# Waiting\n", to: "Lessons/07-waiting/README.md")
    try temporary.write("answer: 1", to: "Lessons/07-waiting/demo.yaml")
    try temporary.write("the author's own", to: "Lessons/07-waiting/notes.txt")
    try temporary.write("import os", to: "Lessons/07-waiting/fastapi/helpers/tools.py")
    try temporary.write("", to: "Lessons/07-waiting/fastapi/__pycache__/main.pyc")
    try write()
    #expect(
      try files(below: target) == [
        "07-waiting/README.md", "07-waiting/fastapi/helpers/tools.py", "07-waiting/fastapi/main.py",
        "07-waiting/lesson.yaml", "07-waiting/swift/main.swift", "README.md",
      ])
    let lesson = try Pack(directory: target, tracks: [.swift, .fastapi]).lesson("07")
    #expect(lesson.modules.map(\.kind) == [.broken, .broken])
    #expect(lesson.hints == ["Look at it."])
    let original = try temporary.pack.lesson("07")
    #expect(lesson.checks.map(\.id) == original.checks.map(\.id))
  }

  @Test("Every lesson that ships can be handed out, and names no fix and no decoy")
  func handsOutAll() throws {
    let pack = Pack(directory: Products.project + "/Lessons", tracks: TrackRegistry.layouts)
    try LessonHandout(pack.lessons(), tracks: TrackRegistry.layouts).write(to: target, readme: "")
    let handed = Pack(directory: target, tracks: TrackRegistry.layouts)
    #expect(try handed.lessonNames() == pack.lessonNames())
    for lesson in try pack.lessons() {
      let text = try String(contentsOfFile: "\(target)/\(lesson.id)/lesson.yaml", encoding: .utf8)
      for module in lesson.modules where module.kind != .broken {
        #expect(!text.contains("name: \(module.name)\n"), "\(lesson.id) \(module.name)")
        #expect(!text.contains(module.note), "\(lesson.id) \(module.name)")
      }
      #expect(try handed.lesson(lesson.id).diagnosis?.test != nil || lesson.diagnosis?.test == nil)
    }
  }

  @Test("A folder that is not empty, and a file, stay as they are; an empty folder is used")
  func keepsWhatIsThere() throws {
    try temporary.write("mine", to: "full/file.txt")
    let full = temporary.root + "/full"
    #expect(throws: HandoutError.notEmpty(full)) { try write(to: full) }
    #expect(throws: HandoutError.noFolder(full + "/file.txt")) { try write(to: full + "/file.txt") }
    #expect(throws: HandoutError.noName) { try write(to: "") }
    #expect(try files(below: full) == ["file.txt"])
    let empty = temporary.root + "/empty"
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    try write(to: empty)
    #expect(try files(below: empty).contains("README.md"))
  }

  @Test("When a lesson cannot be handed out, no folder stays, not even a hidden one")
  func leavesNothingHalfWritten() throws {
    try temporary.write("{ \(TemporaryPack.manifest.split(separator: "\n")[0]) }", to: "Lessons/08-other/lesson.yaml")
    let lesson = try temporary.pack.lesson("07")
    let broken = Lesson(
      id: "08-other", directory: temporary.root + "/Lessons/08-other", title: "", summary: "", hints: [], upstream: [],
      database: [], checks: [], modules: [])
    let before = try FileManager.default.contentsOfDirectory(atPath: temporary.root).sorted()
    #expect(throws: (any Error).self) {
      try LessonHandout([lesson, broken], tracks: [.swift, .fastapi]).write(to: target, readme: "")
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: temporary.root).sorted() == before)
  }
}
