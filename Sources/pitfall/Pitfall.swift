internal import ArgumentParser

@main
struct Pitfall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pitfall",
    abstract: "Learn the pitfalls of asynchronous servers on real ones: break, mend and measure them.",
    discussion: """
      LESSON is a number, a name, or a unique prefix of one: 1, 01-blocking, block.

      Exit codes: 0 all required checks pass, 1 some failed, 75 inconclusive, 64 bad usage or input, \
      69 something needed is missing, 70 pitfall's own fault, 130 interrupted.
      """,
    version: "0.1.0",
    subcommands: [
      Welcome.self, List.self, Show.self, Run.self, Verify.self, LessonCommand.self, DoctorCommand.self,
    ],
    defaultSubcommand: Welcome.self)

  static func main() async {
    await Program.run(CommandLine.arguments.dropFirst().map { $0 })
  }
}
