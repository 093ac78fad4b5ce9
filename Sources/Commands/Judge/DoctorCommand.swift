internal import ArgumentParser
internal import Presentation
internal import Tracks

struct DoctorCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check this machine for what pitfall needs; say how to fix problems.")

  @OptionGroup var common: CommonOptions
  @Flag(help: "Print one JSON array.") var json = false

  func run(in context: CommandContext) async throws {
    let found = await Doctor(try context.installation()).examine()
    if json {
      context.console.print(try JSONText.encode(found))
    } else {
      for diagnosis in found { context.console.print(text(diagnosis, context.style)) }
    }
    if found.contains(where: { $0.state == .missing }) { throw ExitCode(69) }
  }

  private func text(_ diagnosis: Diagnosis, _ style: Style) -> String {
    let mark =
      switch diagnosis.state {
      case .ok: style.paint("ok     ", .green)
      case .limited: style.paint("limited", .yellow)
      case .missing: style.paint("MISSING", .red)
      }
    let indent = 8
    let found = style.wrap("\(diagnosis.name): \(diagnosis.found)", indent: indent).dropFirst(indent)
    let fix = diagnosis.fix.isEmpty ? "" : "\n" + style.wrap(diagnosis.fix, indent: indent)
    return "\(mark) \(found)\(fix)"
  }
}
