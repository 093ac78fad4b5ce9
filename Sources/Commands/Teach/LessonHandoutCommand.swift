internal import ArgumentParser
internal import Base
internal import Lessons
internal import Tracks

struct LessonHandoutCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "handout",
    abstract: "Make a folder of lessons for learners, without solutions.",
    discussion: """
      DIR gets what a learner needs of each lesson: its text, hints, checks, and broken servers. It gets no fixes, decoys, \
      variants, or demos. Learners use it with `--lessons DIR`.
      """)

  @Argument(help: "A new folder.", completion: .directory) var dir: String
  @Argument(help: "Lessons; all of them when none is named.") var lessons: [String] = []
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let pack = try context.course(common).pack
    let chosen = try pack.lessons(named: lessons)
    try LessonHandout(chosen, tracks: TrackRegistry.layouts).write(to: dir, readme: HandoutText.readme(chosen))
    context.console.say("\(chosen.count.counted("lesson")) for learners: \(dir)")
    context.console.note("Next: \(context.command("list --lessons \(ShellWord.quoted(dir))")) shows what learners see")
  }
}
