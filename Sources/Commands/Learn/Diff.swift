internal import ArgumentParser
internal import Foundation
internal import Presentation
internal import Subprocess

struct Diff: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff", abstract: "Show what you have changed in your copy.")

  @OptionGroup var lesson: LessonOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let (lesson, track) = try course.selection(self.lesson)
    let own = try course.ownModule(lesson, track)
    let broken = lesson.brokenModule(track)
    let text = try await Self.compare(broken, own, ignoring: lesson.layout(track).toolFiles)
    guard !text.isEmpty else {
      return context.console.print("Your copy is unchanged: it is still the original broken module.")
    }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("diff ") }
    context.console.print(lines.map { Self.line($0, broken, own, context.style) }.joined(separator: "\n"))
  }

  private static func compare(_ broken: String, _ own: String, ignoring toolFiles: Set<String>) async throws -> String {
    let excluded = (toolFiles + [".*"]).flatMap { ["-x", $0] }
    let result = try await Subprocess.run(
      .name("diff"), arguments: .init(["-ruN"] + excluded + [broken, own]), output: .string(limit: 4 << 20),
      error: .string(limit: 64 << 10))
    guard case .exited(let code) = result.terminationStatus, code < 2 else {
      throw UsageError(description: "diff could not compare \(own): \(result.standardError)")
    }
    return result.standardOutput.hasSuffix("\n") ? String(result.standardOutput.dropLast()) : result.standardOutput
  }

  private static func line(_ line: Substring, _ broken: String, _ own: String, _ style: Style) -> String {
    // A line that names a file: show a short path without the date.
    for (mark, folder, name) in [("--- ", broken, "broken"), ("+++ ", own, "yours")] where line.hasPrefix(mark + folder)
    {
      let file = line.dropFirst((mark + folder).count).split(separator: "\t")[0]
      return style.paint(mark + name + file, .bold)
    }
    switch line.first {
    case "+": return style.paint(String(line), .green)
    case "-": return style.paint(String(line), .red)
    default: return String(line)
    }
  }
}
