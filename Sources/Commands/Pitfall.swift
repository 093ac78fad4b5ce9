package import ArgumentParser
internal import Base

package struct Pitfall: AsyncParsableCommand {
  package static let configuration = CommandConfiguration(
    commandName: "pitfall",
    abstract: "Find, fix, and measure the bugs that stall asynchronous servers.",
    discussion: """
      Without a command, this starts the workbench: a prompt that has all of these commands and remembers your \
      current lesson. LESSON is a number, a name, or a unique prefix of a name: 1, 01-blocking, block. You can shorten \
      commands in the same way: v is verify.

      Exit codes: 0 all required checks pass, 1 some failed, 75 inconclusive, 64 bad usage or input, \
      69 something needed is missing, 70 a bug in pitfall, 130 interrupted.
      """,
    version: PitfallVersion.text,
    subcommands: [WorkbenchCommand.self, Welcome.self],
    groupedSubcommands: [
      CommandGroup(
        name: "Lessons",
        subcommands: [
          List.self, Start.self, Show.self, FAQ.self, BestPractices.self, Next.self, Skip.self, ProgressCommand.self,
        ]),
      CommandGroup(
        name: "Your copy",
        subcommands: [
          Edit.self, Verify.self, Diagnose.self, Run.self, Connect.self, Diff.self, Reset.self, Undo.self,
        ]),
      CommandGroup(name: "Getting unstuck", subcommands: [Hint.self, Solution.self, Apply.self]),
      CommandGroup(name: "Setup", subcommands: [DoctorCommand.self]),
      CommandGroup(
        name: "Teaching",
        subcommands: [DemoCommand.self, ClassCommand.self, GradeCommand.self, LessonCommand.self]),
    ],
    defaultSubcommand: WorkbenchCommand.self)

  package init() {}
}
