internal import ArgumentParser
internal import Curriculum
internal import Files
internal import LineEditor
internal import ModuleRuntime
internal import Verification

/// Runs a command, and turns whatever goes wrong into one sentence and an exit code.
struct CommandRunner: Sendable {
  /// The context that a command works in, which in a shell depends on the command's own options.
  let context: @Sendable (CommonOptions) -> CommandContext
  /// Where to say what the command line's grammar refuses.
  let complain: @Sendable (String) -> Void
  let answer: @Sendable (String) -> Void
  /// Called with what was understood, before it runs.
  var willRun: @Sendable (any ParsableCommand) -> Void = { _ in }

  func run(_ words: [String]) async -> Int32 {
    do {
      var command = try Pitfall.parseAsRoot(CommandName.completed(words))
      willRun(command)
      switch command {
      case let ours as any PitfallCommand: try await ours.run(in: context(ours.common))
      case var other as any AsyncParsableCommand: try await other.run()
      default: try command.run()
      }
      return 0
    } catch {
      return tell(error)
    }
  }

  private func tell(_ error: any Error) -> Int32 {
    if Task.isCancelled { return say("interrupted", code: 130) }
    switch error {
    case is MissingRequirement, is LineEditorError: return say("\(error)", code: 69)
    case is PackError, is ManifestError, is ModuleSourceError, is VerifierError, is BoundSocketError, is UsageError,
      is WorkspaceError, is ProgressError, is FileError, is FileLockError:
      return say("\(error)", code: 64)
    case let code as ExitCode: return code.rawValue
    case is RunEnded: return say("\(error)", code: 1)
    case is GuardianError, is KernelWitnessError:
      return say(
        "\(error)\nThis is pitfall's own fault, or this machine's; `pitfall doctor` may tell which.", code: 70)
    default: return tellGrammar(error)
    }
  }

  /// What the argument parser throws has no public type; it knows its own messages.
  private func tellGrammar(_ error: any Error) -> Int32 {
    let message = Pitfall.fullMessage(for: error)
    let code = Pitfall.exitCode(for: error)
    if code == .success {
      answer(message)
      return 0
    }
    if code == .validationFailure || !message.hasPrefix("Error: ") {
      complain(message)
      return code.rawValue
    }
    return say("\(error)\nThis is pitfall's own fault: please report it with the command that you gave.", code: 70)
  }

  private func say(_ sentence: String, code: Int32) -> Int32 {
    complain("pitfall: \(sentence)")
    return code
  }
}

/// A wish that the command line's grammar allows and that makes no sense.
struct UsageError: Error, CustomStringConvertible {
  let description: String
}
