internal import ArgumentParser
package import Presentation

/// What `help` prints in the workbench: about one line for each command, and all of it on a screen of 24 lines.
package struct CommandOverview {
  private static let column = 11
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package var text: String {
    let all = Pitfall.configuration.groupedSubcommands.flatMap { $0.subcommands.map { $0.configuration } }
    // The lines of `faq` and `grade` name the others.
    let named = [
      BestPractices.configuration, DemoCommand.configuration, ClassCommand.configuration, LessonCommand.configuration,
    ].map(\.commandName)
    let commands = all.filter { !named.contains($0.commandName) }
      .map { ($0.commandName ?? "", $0.abstract) }
    let own = [("help, quit", "Show this list (help COMMAND explains one); leave, as Ctrl-D does.")]
    return ((commands + own).map(entry) + [keys]).joined(separator: "\n")
  }

  private func entry(_ name: String, _ abstract: String) -> String {
    let name = style.paint(name, .bold) + String(repeating: " ", count: max(Self.column - name.count, 1))
    guard style.textWidth >= 40 else {
      return name + "\n" + style.wrap(abstract, indent: 2)
    }
    return name + style.wrap(abstract, indent: Self.column).dropFirst(Self.column)
  }

  private var keys: String {
    style.wrap(
      "v is verify. Tab completes, Ctrl-C stops; F1 shows help, Ctrl-X h a hint.")
  }
}
