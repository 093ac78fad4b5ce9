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
      for finding in found { context.console.print(text(finding, context.style)) }
    }
    if found.contains(where: { $0.state == .missing }) { throw ExitCode(69) }
  }

  private func text(_ finding: DoctorFinding, _ style: Style) -> String {
    let mark =
      switch finding.state {
      case .ok: style.paint("ok     ", .green)
      case .limited: style.paint("limited", .yellow)
      case .missing: style.paint("MISSING", .red)
      }
    let indent = 8
    let found = style.wrap("\(finding.name): \(finding.found)", indent: indent).dropFirst(indent)
    let fix = finding.fix.isEmpty ? "" : "\n" + style.wrap(finding.fix, indent: indent)
    return "\(mark) \(found)\(fix)"
  }
}
