internal import ArgumentParser
package import Presentation

/// What `help` prints in the workbench: one line for each command, and all of it on a screen of 24 lines.
package struct CommandOverview {
  private static let column = 11
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  package var text: String {
    let commands = Pitfall.configuration.groupedSubcommands.flatMap(\.subcommands).map { command in
      (command.configuration.commandName ?? "", command.configuration.abstract)
    }
    let own = [
      ("help", "Show this list; help COMMAND explains one command."), ("quit", "Leave the workbench, as Ctrl-D does."),
    ]
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
      "You can shorten commands (v for verify). Tab completes; Ctrl-R searches; Ctrl-C stops the command or clears the "
        + "line; F1 shows help, Ctrl-X h a hint.")
  }
}
