import Base
import Commands
import Lessons
import Presentation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct LessonTextTests {
  private let plain = Style(hasColor: false, hasUnicode: false)

  @Test("A lesson's text ends in its checks for the track, and in the command to continue with")
  func isWhole() throws {
    let files = try TemporaryPack()
    let lesson = try files.pack.lesson("07")
    let text = "# Waiting\n\nIt waits.\n\n## Ways (Swift)\n\nOffload.\n\n## Ways (FastAPI)\n\nUse a thread."
    #expect(
      LessonText.whole(lesson, .swift, text, next: "edit").whole(plain) == """
        # Waiting

        It waits.

        ## Ways

        Offload.

        ## Checks

        - first: It answers, 2 points
        - second: It is quick, bonus

        Next: edit
        """)
    let fastapi = LessonText.whole(lesson, .fastapi, text, next: "edit").whole(plain)
    #expect(fastapi.contains("Use a thread.") && !fastapi.contains("Offload."))
    #expect(fastapi.hasSuffix("- first: It answers, 2 points\n\nNext: edit"))
  }

  @Test("A file is read without its last line break; one that is missing is named")
  func reads() throws {
    let files = try TemporaryPack()
    try files.write("# Title\r\n\r\ntext\r\n", to: "windows.md")
    #expect(try LessonText.read(files.root + "/windows.md") == "# Title\n\ntext")
    try files.write("one\n\ntwo\n", to: "text.md")
    #expect(try LessonText.read(files.root + "/text.md") == "one\n\ntwo")
    let error = #expect(throws: ManifestError.self) { try LessonText.read("/nowhere/README.md") }
    #expect(error?.place == SourceLine(file: "/nowhere/README.md", line: 1))
    #expect(error?.message == "the text is missing")
  }
}
