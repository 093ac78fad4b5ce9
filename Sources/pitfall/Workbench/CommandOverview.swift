internal import ArgumentParser
internal import Presentation

/// What `help` says in the workbench: every command in a line.
struct CommandOverview {
  let style: Style

  var text: String {
    let own = [
      ("help COMMAND", "Say all about a command and its options."),
      ("quit", "Leave; Ctrl-D does so too. Everything is kept."),
    ]
    let groups = Pitfall.configuration.groupedSubcommands.map { group in
      (group.name, group.subcommands.map { (Self.name($0), $0.configuration.abstract) })
    }
    return (groups + [("The workbench", own)]).map { name, entries in
      ([style.paint(name, .bold)] + entries.map(entry)).joined(separator: "\n")
    }.joined(separator: "\n\n") + "\n\n" + keys
  }

  private static func name(_ command: any ParsableCommand.Type) -> String {
    command.configuration.commandName ?? ""
  }

  private func entry(_ name: String, _ abstract: String) -> String {
    let column = 15
    guard style.textWidth >= 50 else {
      return "  \(name)\n" + TextWrap.wrap(abstract, width: style.textWidth, indent: 4)
    }
    let text = TextWrap.wrap(abstract, width: style.textWidth, indent: column)
    return "  " + name + String(repeating: " ", count: max(column - 2 - name.count, 1)) + text.dropFirst(column)
  }

  private var keys: String {
    TextWrap.wrap(
      "A command's first letters will do. Without a LESSON, commands mean the one that you are at. TAB completes; "
        + "the arrow keys and Ctrl-R bring former lines back; Ctrl-C stops what runs or clears the line; F1 is help, "
        + "Ctrl-X h a hint.",
      width: style.textWidth, indent: 0)
  }
}
