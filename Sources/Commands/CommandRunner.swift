internal import ArgumentParser
internal import Base
internal import ModuleRuntime

/// Runs a command, and turns any error into one sentence and an exit code.
package struct CommandRunner: Sendable {
  private let context: @Sendable (Settings) -> CommandContext
  private let willRun: @Sendable (any ParsableCommand) -> Void

  /// `context` makes the context of a command, which in a shell depends on the command's own options.
  package init(context: @escaping @Sendable (Settings) -> CommandContext) {
    self.init(context: context) { _ in }
  }

  /// `willRun` is called with each command before it runs.
  init(
    context: @escaping @Sendable (Settings) -> CommandContext,
    willRun: @escaping @Sendable (any ParsableCommand) -> Void
  ) {
    self.context = context
    self.willRun = willRun
  }

  package func run(_ words: [String]) async -> Int32 {
    // Before the words are parsed, there are no options of the command's own.
    var context = self.context(Settings())
    do {
      try ForeignWords.refuse(words)
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
      let telling = telling(error, context)
      // A program that asked for an object gets one, whatever happened.
      if case .failure(let sentence, let code, _) = telling, ErrorReport.isWanted(words) {
        context.console.print(ErrorReport(message: sentence, exitCode: code).text)
      }
      return checked(tell(telling, context), context)
    }
  }

  /// A command whose results could not be written has failed, whatever they were: a verdict that is lost is none.
  private func checked(_ code: Int32, _ context: CommandContext) -> Int32 {
    guard let failure = context.console.takeFailure() else { return code }
    if failure.isNew { _ = tell(.failure(failure.sentence, code: 69), context) }
    return code == 64 || code == 70 ? code : 69
  }

  /// What an error means for the user.
  private enum Telling {
    /// The command has said all there is to say.
    case said(code: Int32)
    /// Help, and other texts that were asked for.
    case text(String)
    /// `isWhole`: it stands without the program's name.
    case failure(String, code: Int32, isWhole: Bool = false)
  }

  private func tell(_ telling: Telling, _ context: CommandContext) -> Int32 {
    switch telling {
    case .said(let code): return code
    case .text(let text):
      context.console.print(text)
      return 0
    case .failure(let sentence, let code, let isWhole):
      // It may repeat what was typed, control characters included.
      let harmless = CommandText.shortened(sentence.harmless)
      context.console.note(context.isAtPrompt || isWhole ? harmless : "pitfall: \(harmless)")
      return code
    }
  }

  private func telling(_ error: any Error, _ context: CommandContext) -> Telling {
    if Task.isCancelled { return .failure("interrupted", code: 130) }
    switch error {
    case let error as any ToldError: return .failure("\(error)", code: error.exitCode)
    case let code as ExitCode: return .said(code: code.rawValue)
    case is GuardianError, is KernelWitnessError:
      return .failure(
        "\(error)\nThis is a bug in pitfall, or a problem of this machine; `pitfall doctor` may tell which.", code: 70)
    default: return tellingGrammar(error, context)
    }
  }

  /// The argument parser's errors have no public type, but it can describe them.
  private func tellingGrammar(_ error: any Error, _ context: CommandContext) -> Telling {
    let text = Pitfall.fullMessage(for: error)
    // At the prompt, commands stand without the program's name.
    let message = context.isAtPrompt ? text.replacing("pitfall ", with: "") : text
    let code = Pitfall.exitCode(for: error)
    if code == .success { return .text(message) }
    if code == .validationFailure || !message.hasPrefix("Error: ") {
      return .failure(message, code: code.rawValue, isWhole: true)
    }
    return .failure(
      "\(error)\nThis is a bug in pitfall: please report it, with the command that you typed.", code: 70)
  }
}

/// A command that can be parsed but makes no sense.
struct UsageError: ToldError {
  let description: String
}
