internal import ArgumentParser

struct Pitfall: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pitfall",
    abstract: "Learn the pitfalls of asynchronous servers on real ones: break, mend and measure them.",
    discussion: """
      Without a command: the workbench, a prompt that has all of these commands and remembers where you are. \
      LESSON is a number, a name, or a unique prefix of one: 1, 01-blocking, block. So is a command: v is verify.

      Exit codes: 0 all required checks pass, 1 some failed, 75 inconclusive, 64 bad usage or input, \
      69 something needed is missing, 70 pitfall's own fault, 130 interrupted.
      """,
    version: "0.1.0",
    subcommands: [WorkbenchCommand.self, Welcome.self],
    groupedSubcommands: [
      CommandGroup(
        name: "A lesson", subcommands: [List.self, Start.self, Show.self, Next.self, Skip.self, ProgressCommand.self]),
      CommandGroup(
        name: "Your copy of its module",
        subcommands: [
          Edit.self, Verify.self, Run.self, Diff.self, Reset.self, Undo.self,
        ]),
      CommandGroup(name: "Help with it", subcommands: [Hint.self, Solution.self, Apply.self]),
      CommandGroup(name: "Around it", subcommands: [DoctorCommand.self, LessonCommand.self]),
    ],
    defaultSubcommand: WorkbenchCommand.self)
}
