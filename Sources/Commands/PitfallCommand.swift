internal import ArgumentParser

/// A command that works in a shell and in the workbench.
protocol PitfallCommand: AsyncParsableCommand {
  var common: CommonOptions { get }
  func run(in context: CommandContext) async throws
}

extension PitfallCommand {
  func run() async throws {
    try await run(in: .shell(common.settings))
  }
}
