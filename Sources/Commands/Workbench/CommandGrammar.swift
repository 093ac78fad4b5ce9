internal import Foundation

/// The command line's grammar as the argument parser describes it, from which completion derives what can follow.
package struct CommandGrammar: Decodable {
  package struct Command: Decodable {
    let commandName: String
    let abstract: String?
    let arguments: [Argument]?
    let subcommands: [Command]?
    let shouldDisplay: Bool?

    package func subcommand(_ name: String) -> Command? {
      subcommands?.first { $0.commandName == name }
    }

    /// "--track", "-h"
    var optionNames: [String] {
      (arguments ?? []).filter { $0.shouldDisplay ?? true }.flatMap { ($0.names ?? []).map(\.typed) }
    }

    package func option(_ typed: String) -> Argument? {
      (arguments ?? []).first { $0.kind == "option" && ($0.names ?? []).contains { $0.typed == typed } }
    }

    var positionals: [Argument] { (arguments ?? []).filter { $0.kind == "positional" } }
  }

  package struct Argument: Decodable {
    struct Name: Decodable {
      let kind: String
      let name: String

      var typed: String { kind == "long" ? "--\(name)" : "-\(name)" }
    }

    struct CompletionKind: Decodable {
      struct Empty: Decodable {}
      let file: Empty?
      let directory: Empty?
      let list: Values?

      struct Values: Decodable {
        let values: [String]
      }
    }

    let kind: String
    let names: [Name]?
    let valueName: String?
    let allValues: [String]?
    let completionKind: CompletionKind?
    let isRepeating: Bool
    let shouldDisplay: Bool?
  }

  package let command: Command

  package static func read() throws -> CommandGrammar {
    try JSONDecoder().decode(CommandGrammar.self, from: Data(Pitfall._dumpHelp().utf8))
  }
}
