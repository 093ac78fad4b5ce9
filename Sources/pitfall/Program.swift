internal import ArgumentParser
internal import Curriculum
internal import Dispatch
internal import Foundation
internal import ModuleRuntime
internal import Verification

/// Runs a command, and turns whatever goes wrong into one sentence and an exit code.
enum Program {
  static func run(_ arguments: [String]) async -> Never {
    // A reader that goes away, such as `head`, is no reason to leave without cleaning up.
    signal(SIGPIPE, SIG_IGN)
    TemporaryDirectory.removeAbandoned()
    atexit { TemporaryDirectory.removeOwn() }
    let work = Task {
      try refuseUnknownCommand(arguments)
      var command = try Pitfall.parseAsRoot(arguments)
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    }
    let signals = cancelOnSignal(work)
    defer { signals.forEach { $0.cancel() } }
    do {
      try await work.value
      Foundation.exit(0)
    } catch {
      exit(for: error, wasCancelled: work.isCancelled)
    }
  }

  /// With a default command, the argument parser would take a misspelt one for that one's argument.
  private static func refuseUnknownCommand(_ arguments: [String]) throws {
    let known = Pitfall.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    guard let word = arguments.first, !word.hasPrefix("-"), !known.contains(word) else { return }
    let nearest = Spelling.nearest(to: word, among: known).map { " Did you mean '\($0)'?" } ?? ""
    throw UsageError(
      description: "There is no command '\(word)'.\(nearest) The commands are \(known.joined(separator: ", ")).")
  }

  /// Ctrl-C, an end asked for and a closed terminal end the command in order: what it started is ended first.
  private static func cancelOnSignal(_ work: Task<Void, any Error>) -> [any DispatchSourceSignal] {
    [SIGINT, SIGTERM, SIGHUP].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler { work.cancel() }
      source.activate()
      return source
    }
  }

  private static func exit(for error: any Error, wasCancelled: Bool) -> Never {
    if wasCancelled { complain("interrupted", code: 130) }
    switch error {
    case let error as MissingRequirement: complain("\(error)", code: 69)
    case is PackError, is ManifestError, is ModuleSourceError, is VerifierError, is BoundSocketError, is UsageError:
      complain("\(error)", code: 64)
    case is ExitCode, is CleanExit, is ValidationError: Pitfall.exit(withError: error)
    case is RunEnded: complain("\(error)", code: 1)
    case is GuardianError, is KernelWitnessError:
      complain("\(error)\nThis is pitfall's own fault, or this machine's; `pitfall doctor` may tell which.", code: 70)
    default:
      // What the argument parser throws has no public type; it knows its own messages.
      let message = Pitfall.fullMessage(for: error)
      if Pitfall.exitCode(for: error) == .validationFailure || !message.hasPrefix("Error: ") {
        Pitfall.exit(withError: error)
      }
      complain("\(error)\nThis is pitfall's own fault: please report it with the command that you gave.", code: 70)
    }
  }

  private static func complain(_ sentence: String, code: Int32) -> Never {
    try? FileHandle.standardError.write(contentsOf: Data("pitfall: \(sentence)\n".utf8))
    Foundation.exit(code)
  }
}

/// A wish that the command line's grammar allows and that makes no sense.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}
