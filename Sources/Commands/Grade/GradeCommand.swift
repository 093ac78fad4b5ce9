internal import ArgumentParser

struct GradeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "grade",
    abstract: "Grade submissions by others. For teaching, also: demo, class, lesson.",
    usage: """
      pitfall grade SUBMISSIONS --lesson LESSON … --out FOLDER [--class class.yaml] [--shard 1/4]
      pitfall grade merge FOLDER … --out FOLDER
      pitfall grade export ENGINE --lesson LESSON … --out FOLDER
      pitfall grade --replay RESULT [--submission NAME]
      pitfall grade --regrade OLD --out FOLDER
      """,
    discussion: """
      `pitfall grade SUBMISSIONS --lesson LESSON --out FOLDER` grades a class; `pitfall grade judge --help` lists its \
      options. Documentation/Grading.md explains them.
      """,
    subcommands: [GradeJudgeCommand.self, GradeMergeCommand.self, GradeExportCommand.self],
    defaultSubcommand: GradeJudgeCommand.self)
}
