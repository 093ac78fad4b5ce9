internal import ArgumentParser

struct Hint: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "hint", abstract: "Show one more hint, from vague to concrete.")

  @OptionGroup var lesson: LessonOptions
  @Flag(help: "Repeat the hints you have already seen.") var seen = false
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track) = try course.selection(self.lesson)
    let before = try course.readProgress()[lesson.id, track].hints
    let count = min(seen ? before : before + 1, lesson.hints.count)
    if count > before {
      _ = try await course.progress.update { $0.showHint(count, lesson: lesson.id, track: track) }
    }
    if seen && count == 0 { context.console.say("You have not seen a hint yet. Type hint for the first one.") }
    let numbers = seen ? 0..<count : max(count - 1, 0)..<count
    for number in numbers {
      context.console.say("Hint \(number + 1) of \(lesson.hints.count): \(lesson.hints[number])")
    }
    if count == lesson.hints.count {
      let solution = " Type \(context.quoted("solution", common)) to see complete fixes."
      context.console.say("That was the last hint." + (lesson.fixes(track).isEmpty ? "" : solution))
    }
  }
}
