import Commands
import Testing

/// Commands from their words to their exit code, without a process.
@Suite(.timeLimit(.minutes(10)))
struct CommandRunnerTests {
  private let sample: SampleCourse
  private let console = RecordingConsole()

  init() throws {
    sample = try SampleCourse(hasSecondLesson: true)
  }

  private func run(_ line: String, program: String = "pitfall") async -> Int32 {
    let context = CommandContext(console: console, program: program, settings: sample.settings)
    return await CommandRunner(context: { _ in context }).run(line.split(separator: " ").map(String.init))
  }

  @Test(
    "Bad input ends with 64 and a sentence",
    arguments: [
      ("bogus", "There is no command 'bogus'. Type help for all commands."),
      ("show 99", "There is no lesson '99'. The lessons are 07-waiting, 08-walking."),
      ("verify", "No lesson is started, so name one: 07-waiting, 08-walking."),
      (
        "edit 07",
        "07-waiting is not started on the swift track. "
          + "`start 07-waiting --track swift` creates your copy of its module."
      ),
      ("solution 07 magic", "07-waiting has no solution 'magic' in the swift track. It has right."),
      ("apply 07", "Which solution? 07-waiting has right."),
    ])
  func explains(line: String, sentence: String) async {
    #expect(await run(line) == 64)
    #expect(console.notes == ["pitfall: \(sentence)"])
    #expect(console.output == "")
  }

  @Test("At the prompt a sentence stands without the program's name")
  func explainsAtPrompt() async {
    #expect(await run("bogus", program: "") == 64)
    #expect(console.notes == ["There is no command 'bogus'. Type help for all commands."])
  }

  @Test("What the argument parser rejects ends with 64 and its usage")
  func explainsOptions() async {
    #expect(await run("verify --seed x") == 64)
    #expect(console.notes.count == 1)
    #expect(console.notes.first?.hasPrefix("Error: The value 'x' is invalid for '--seed <seed>'") == true)
  }

  @Test("Solutions are found by a unique prefix, in the current lesson without its name")
  func findsSolutions() async throws {
    try await sample.start()
    #expect(await run("solution ri") == 0)
    #expect(console.output.hasPrefix("The right way.\n\nmain.swift\n"))
    #expect(await run("solution magic") == 64)
    #expect(
      console.notes.last
        == "pitfall: 'magic' is neither a lesson nor a swift solution of 07-waiting. Its solutions are right.")
  }

  @Test("Hints come one at a time, and --seen repeats those that were shown")
  func showsHints() async throws {
    try await sample.start()
    #expect(await run("hint --seen") == 0)
    #expect(console.output == "You have not seen a hint yet. Type hint for the first one.")
    #expect(await run("hint", program: "") == 0)
    #expect(
      console.output.hasSuffix(
        "\nHint 1 of 1: Look at it.\nThat was the last hint. Type solution to see complete fixes."))
    #expect(try sample.course.readProgress()["07-waiting", .swift].hints == 1)
  }

  @Test("An export says where it is, and how to load it")
  func exports() async throws {
    try await sample.start()
    let file = sample.files.root + "/mine.json"
    #expect(await run("progress --export \(file)") == 0)
    #expect(
      console.output.split(separator: "\n").joined(separator: " ")
        == "Progress saved to \(file). Load it on another machine with `progress --import \(file)`.")
  }
}
