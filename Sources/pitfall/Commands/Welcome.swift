internal import ArgumentParser
struct Welcome: AsyncParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Greet, and show the first lesson's damage, measured now.")
  @OptionGroup var common: CommonOptions
  func run() async throws {}
}
