import ArgumentParser
import Commands
import Presentation
import TestSupport
import Testing

@Suite("What help and list print, as in Tests/Golden", .timeLimit(.minutes(10)))
struct GoldenHelpTests {
  @Test("help at the prompt fits a screen of 24 lines, with a prompt above and below it")
  func overview() throws {
    let text = CommandOverview(Style(hasColor: false, hasUnicode: true)).text
    #expect(text.split(separator: "\n", omittingEmptySubsequences: false).count <= 22)
    try Golden.compare(text, with: "help")
  }

  @Test("The help of the whole program")
  func program() throws {
    try Golden.compare(Pitfall.helpMessage(columns: 80), with: "pitfall-help")
  }

  @Test("The help of one command")
  func command() throws {
    let verify = try #require(Pitfall.configuration.subcommands.first { $0.configuration.commandName == "verify" })
    try Golden.compare(Pitfall.helpMessage(for: verify, columns: 80), with: "help-verify")
  }

  @Test("The help of exporting, which names the engines")
  func export() throws {
    let grade = try #require(
      Pitfall.configuration.groupedSubcommands.flatMap(\.subcommands).first { $0.configuration.commandName == "grade" })
    let export = try #require(grade.configuration.subcommands.first { $0.configuration.commandName == "export" })
    try Golden.compare(Pitfall.helpMessage(for: export, columns: 80), with: "help-grade-export")
  }

  @Test("list, with a started lesson and one that is not")
  func list() async throws {
    let sample = try SampleCourse(hasSecondLesson: true)
    try await sample.start()
    let console = RecordingConsole()
    let context = CommandContext(console: console, program: "", settings: sample.settings)
    #expect(await CommandRunner(context: { _ in context }).run(["list"]) == 0)
    try Golden.compare(console.output, with: "list")
  }
}
