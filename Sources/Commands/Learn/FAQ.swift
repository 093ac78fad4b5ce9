internal import ArgumentParser
internal import Base

struct FAQ: ArticleAdviceCommand {
  static let configuration = CommandConfiguration(
    commandName: "faq", abstract: "Answer five questions with figures; best-practices has five rules.")
  static let file = "faq.yaml"
  static let title = "Frequently asked questions"

  @Option(help: .track()) var track: Track?
  @OptionGroup var common: CommonOptions
  @Flag(help: "Print one JSON array.") var json = false
}
