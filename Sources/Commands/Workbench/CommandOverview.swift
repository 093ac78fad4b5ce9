internal import ArgumentParser
internal import Presentation

/// What `help` says in the workbench: every command in a line, all of them on one screen of 24.
struct CommandOverview {
  private static let column = 11
  let style: Style

  var text: String {
    let commands = Pitfall.configuration.groupedSubcommands.flatMap(\.subcommands).map { command in
      (command.configuration.commandName ?? "", command.configuration.abstract)
    }
    let own = [("help", "Show this; help COMMAND says all about one."), ("quit", "Leave, as Ctrl-D does.")]
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
      "First letters will do: v is verify. Without a LESSON, the one that you are at is meant. TAB completes, Ctrl-R "
        + "finds former lines, Ctrl-C stops what runs or clears the line, F1 is help, Ctrl-X h a hint.")
  }
}
