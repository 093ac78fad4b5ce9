internal import ArgumentParser
struct Doctor: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Say what of this machine pitfall needs is there, and how to mend the rest.")
  @OptionGroup var common: CommonOptions
  func run() async throws {}
}
