internal import ArgumentParser
internal import Base
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
    context.console.print(Self.shown(text, broken, own, context.style))
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

  /// With short paths and without dates in the two lines that name a file, which follow one that repeats the command.
  private static func shown(_ text: String, _ broken: String, _ own: String, _ style: Style) -> String {
    var names: [(mark: String, folder: String, name: String)] = []
    var shown: [String] = []
    for line in text.split(omittingEmptySubsequences: false, whereSeparator: { $0 == "\n" || $0 == "\r\n" }) {
      if line.hasPrefix("diff ") {
        names = [("--- ", broken, "broken"), ("+++ ", own, "yours")]
      } else if let (mark, folder, name) = names.first, let header = DiffHeader(line, mark: mark) {
        names.removeFirst()
        let file = header.path.hasPrefix(folder) ? name + header.path.dropFirst(folder.count) : header.path
        shown.append(style.paint(mark + file.harmless, .bold))
      } else {
        shown.append(self.line(line, style))
      }
    }
    return shown.joined(separator: "\n")
  }

  private static func line(_ line: Substring, _ style: Style) -> String {
    switch line.first {
    case "+": return style.paint(String(line), .green)
    case "-": return style.paint(String(line), .red)
    default: return String(line)
    }
  }
}
