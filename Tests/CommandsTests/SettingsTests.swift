import Commands
import Foundation
import Testing

@Suite(.timeLimit(.minutes(10)))
struct SettingsTests {
  @Test("The options to type again, quoted where a shell needs it")
  func areTyped() {
    #expect(Settings().asTyped == "")
    #expect(
      Settings(lessons: "Lessons", workspace: "else where").asTyped == " --lessons Lessons --workspace 'else where'")
    // Colors and signs are the user's own settings, not a part of the task.
    #expect(Settings(color: .always, isPlain: true).asTyped == "")
  }

  @Test("A command's own options come first, and the session's complete them")
  func areCompleted() {
    let session = Settings(lessons: "L", workspace: "W", color: .never, isPlain: true)
    #expect(Settings().completed(by: session) == session)
    #expect(
      Settings(workspace: "mine", color: .always).completed(by: session)
        == Settings(lessons: "L", workspace: "mine", color: .always, isPlain: true))
  }
}

@Suite(.timeLimit(.minutes(10)))
struct CommandTextTests {
  @Test("Words of more than a thousand characters are cut, and nothing else")
  func shortens() {
    let long = String(repeating: "a", count: 1_200)
    #expect(CommandText.shortened("no lesson '\(long)' here") == "no lesson '" + long.prefix(999) + "... here")
    let manyWords = Array(repeating: "word", count: 500).joined(separator: "  ")
    #expect(CommandText.shortened(manyWords) == manyWords)
  }

  @Test("A path below the current folder is said from there, another one in full")
  func isRelative() {
    let here = FileManager.default.currentDirectoryPath
    #expect(CommandText.relative(here + "/workspace/main.swift") == "workspace/main.swift")
    #expect(CommandText.relative(here) == here)
    #expect(CommandText.relative("/elsewhere/main.swift") == "/elsewhere/main.swift")
  }
}

@Suite(.timeLimit(.minutes(10)))
struct RunVariablesTests {
  @Test("The variables of `run` are one line to paste, with a database only where the lesson has one")
  func areExported() {
    let url = "http://127.0.0.1:8000"
    #expect(
      RunVariables(url: url, processID: 4711, database: nil, program: "/opt/pitfall").export
        == "  export URL=http://127.0.0.1:8000 PID=4711 PITFALL=/opt/pitfall")
    #expect(
      RunVariables(url: url, processID: 4711, database: "/tmp/a b/lesson.db", program: "/opt/pitfall").export
        == "  export URL=http://127.0.0.1:8000 PID=4711 DATABASE_PATH='/tmp/a b/lesson.db' PITFALL=/opt/pitfall")
  }
}
