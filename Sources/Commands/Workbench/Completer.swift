internal import Base
internal import Lessons
package import LineEditor
internal import Workbench

/// Completes a line: commands, lessons, tracks, checks, solutions, options, and files.
package struct Completer: Sendable {
  private let course: Course
  private let grammar: CommandGrammar

  package init(course: Course) throws {
    self.course = course
    grammar = try .read()
  }

  package func complete(_ line: String) -> Completion {
    let (before, last, typedLength) = CommandWords.unfinished(line)
    let candidates = candidates(before, last)
    return Completion(replacedLength: typedLength, candidates: candidates)
  }

  private func candidates(_ before: [String], _ last: String) -> [Completion.Candidate] {
    guard let first = before.first else { return matching(commandNames, last) }
    guard let name = try? CommandName.completed([first])[0] else { return [] }
    if name == "help" { return matching(commandNames, last) }
    guard let command = grammar.command.subcommand(name) else { return [] }
    let rest = Array(before.dropFirst())
    guard let nested = command.subcommands else { return candidates(for: command, rest, last) }
    guard let second = rest.first else { return matching(nested.map(\.commandName), last) }
    return command.subcommand(second).map { candidates(for: $0, Array(rest.dropFirst()), last) } ?? []
  }

  private func candidates(
    for command: CommandGrammar.Command, _ before: [String], _ last: String
  ) -> [Completion.Candidate] {
    if let previous = before.last, let option = command.option(previous) {
      return values(of: option, command, before, last)
    }
    if last.hasPrefix("-") { return matching(command.optionNames, last) }
    let typed = positionals(command, before)
    let declared = command.positionals
    guard
      let next = typed.count < declared.count
        ? declared[typed.count] : declared.last.flatMap({ $0.isRepeating ? $0 : nil })
    else { return [] }
    return values(of: next, command, before, last)
  }

  private func values(
    of argument: CommandGrammar.Argument, _ command: CommandGrammar.Command, _ before: [String], _ last: String
  ) -> [Completion.Candidate] {
    if let values = argument.allValues ?? argument.completionKind?.list?.values { return matching(values, last) }
    if argument.completionKind?.file != nil { return FileNames.completing(last, foldersOnly: false) }
    if argument.completionKind?.directory != nil { return FileNames.completing(last, foldersOnly: true) }
    let positionals = positionals(command, before)
    return switch argument.valueName {
    case "lesson", "lessons": lessons(last) + (command.commandName == "show" ? matching(["api", "article"], last) : [])
    case "check": matching(lesson(positionals)?.checks.map(\.id) ?? [], last)
    case "fix": matching(fixes(positionals, before).sorted(), last) + (positionals.isEmpty ? lessons(last) : [])
    default: []
    }
  }

  private var commandNames: [String] { (CommandName.all + ["quit"]).sorted() }

  /// The words that are neither options nor values of options.
  private func positionals(_ command: CommandGrammar.Command, _ before: [String]) -> [String] {
    var words: [String] = []
    var isValue = false
    for word in before {
      if !isValue && !word.hasPrefix("-") { words.append(word) }
      isValue = !isValue && command.option(word) != nil
    }
    return words
  }

  private func matching(_ words: [String], _ typed: String) -> [Completion.Candidate] {
    words.filter { $0.hasPrefix(typed) }.map { Completion.Candidate($0) }
  }

  /// The lessons whose name, or whose name without the number, begins with what is typed.
  private func lessons(_ typed: String) -> [Completion.Candidate] {
    let names = (try? course.pack.lessonNames()) ?? []
    return names.filter { name in
      name.hasPrefix(typed) || name.split(separator: "-", maxSplits: 1).last?.hasPrefix(typed) ?? false
    }.map { Completion.Candidate($0) }
  }

  private func lesson(_ positionals: [String]) -> Lesson? {
    try? course.selection(lesson: positionals.first, track: nil).lesson
  }

  private func fixes(_ positionals: [String], _ before: [String]) -> [String] {
    let track = zip(before, before.dropFirst()).first { $0.0 == "--track" }.flatMap { Track(rawValue: $0.1) }
    guard let selection = try? course.selection(lesson: positionals.first, track: track) else { return [] }
    return selection.lesson.fixes(selection.track).map(\.name)
  }
}
