internal import ArgumentParser
internal import Base
internal import Bench
internal import Files
internal import Judging
internal import Learner
internal import Lessons
internal import LineEditor
internal import ModuleRuntime

/// Runs a command, and turns whatever goes wrong into one sentence and an exit code.
struct CommandRunner: Sendable {
  /// The context that a command works in, which in a shell depends on the command's own options.
  let context: @Sendable (Settings) -> CommandContext
  /// Called with what was understood, before it runs.
  var willRun: @Sendable (any ParsableCommand) -> Void = { _ in }

  func run(_ words: [String]) async -> Int32 {
    // Until it is understood, there are no options of its own.
    var context = self.context(Settings())
    do {
      var command = try Pitfall.parseAsRoot(CommandName.completed(words))
      willRun(command)
      switch command {
      case let ours as any PitfallCommand:
        context = self.context(ours.common.settings)
        try await ours.run(in: context)
      case var other as any AsyncParsableCommand: try await other.run()
      default: try command.run()
      }
      return checked(0, context)
    } catch {
      return checked(tell(error, context), context)
    }
  }

  /// Results that could not be written are no success.
  private func checked(_ code: Int32, _ context: CommandContext) -> Int32 {
    guard let failure = context.console.takeFailure() else { return code }
    return max(code, say(failure, code: code == 0 ? 69 : code, context))
  }

  private func tell(_ error: any Error, _ context: CommandContext) -> Int32 {
    if Task.isCancelled { return say("interrupted", code: 130, context) }
    switch error {
    case is MissingRequirement, is LineEditorError: return say("\(error)", code: 69, context)
    case is PackError, is ManifestError, is ModuleSourceError, is VerifierError, is BenchError, is BoundSocketError,
      is UsageError, is WorkspaceError, is ProgressError, is FileError, is FileLockError:
      return say("\(error)", code: 64, context)
    case let code as ExitCode: return code.rawValue
    case is RunEnded: return say("\(error)", code: 1, context)
    case is GuardianError, is KernelWitnessError:
      return say(
        "\(error)\nThis is pitfall's own fault, or this machine's; `pitfall doctor` may tell which.", code: 70, context)
    default: return tellGrammar(error, context)
    }
  }

  /// What the argument parser throws has no public type; it knows its own messages.
  private func tellGrammar(_ error: any Error, _ context: CommandContext) -> Int32 {
    let text = Pitfall.fullMessage(for: error)
    // At the prompt commands are called without the program.
    let message = context.isAtPrompt ? text.replacing("pitfall ", with: "") : text
    let code = Pitfall.exitCode(for: error)
    if code == .success {
      context.console.print(message)
      return 0
    }
    if code == .validationFailure || !message.hasPrefix("Error: ") {
      context.console.note(CommandText.shortened(message.harmless))
      return code.rawValue
    }
    return say(
      "\(error)\nThis is pitfall's own fault: please report it with the command that you gave.", code: 70, context)
  }

  private func say(_ sentence: String, code: Int32, _ context: CommandContext) -> Int32 {
    // It repeats what was typed, which may be anything.
    let harmless = CommandText.shortened(sentence.harmless)
    context.console.note(context.isAtPrompt ? harmless : "pitfall: \(harmless)")
    return code
  }
}

/// A wish that the command line's grammar allows and that makes no sense.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}
