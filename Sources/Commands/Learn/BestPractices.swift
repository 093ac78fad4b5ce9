internal import ArgumentParser
internal import Base

struct BestPractices: ArticleAdviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "best-practices", abstract: "Show five best practices, each with a figure that proves it.")
  static let file = "best-practices.yaml"
  static let title = "Best practices"

  @Option(help: .track()) var track: Track?
  @OptionGroup var common: CommonOptions
  @Flag(help: "Print one JSON array.") var json = false
}
