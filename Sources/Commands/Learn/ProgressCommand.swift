internal import ArgumentParser
internal import Base
internal import Learner
internal import Lessons
internal import Presentation

struct ProgressCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "progress", abstract: "Show your progress, or move it to another machine.")

  @Option(name: .customLong("export"), help: "Save your progress to a file.", completion: .file()) var exportFile:
    String?
  @Option(name: .customLong("import"), help: "Add the progress in such a file to yours.", completion: .file())
  var importFile: String?
  @Flag(help: "Print one JSON object.") var json = false
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard exportFile == nil || importFile == nil else {
      throw ValidationError("--export and --import cannot be used together.")
    }
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    if let exportFile {
      try course.progress.export(to: exportFile)
      return context.console.say(
        "Progress saved to \(exportFile). Load it on another machine with "
          + "`progress --import \(ShellWord.quoted(exportFile))`.")
    }
    if let importFile { _ = try await course.progress.importing(from: importFile) }
    let progress = try course.readProgress()
    if json { return context.console.print(try JSONText.encode(progress)) }
    for lesson in try course.pack.lessons() {
      for track in lesson.tracks { context.console.print(line(lesson, track, progress, course, context.style)) }
    }
    context.console.print("\nNext: \(context.command(try course.nextCommand(), common))")
  }

  private func line(
    _ lesson: Lesson, _ track: Track, _ progress: Progress, _ course: Course, _ style: Style
  ) -> String {
    let entry = progress[lesson.id, track]
    let state = progress.state(of: lesson.id, track)
    var words = ["\(lesson.id) \(track.rawValue): \(style.paint(state.rawValue, state == .passed ? .green : .bold))"]
    if entry.attempts > 0 { words.append("\(entry.bestPoints) of \(entry.ofPoints) points at best") }
    if entry.attempts > 0 { words.append("\(entry.attempts) \(entry.attempts == 1 ? "attempt" : "attempts")") }
    if entry.hints > 0 { words.append("\(entry.hints) \(entry.hints == 1 ? "hint" : "hints")") }
    if entry.applied != nil {
      words.append("a solution applied")
    } else if entry.solutionSeen != nil {
      words.append("a solution seen")
    }
    if let passed = entry.passed, course.workspace.isStarted(lesson, track),
      (try? course.workspace.fingerprint(lesson, track)) != passed.fingerprint
    {
      words.append("changed since it passed")
    }
    return style.wrap(words.joined(separator: ", "))
  }
}
