internal import Base
internal import Lessons
internal import Presentation
internal import Tracks

/// One of the two commands that show the article's advice.
protocol ArticleAdviceCommand: PitfallCommand {
  /// The name of its file in the folder `Article`.
  static var file: String { get }
  static var title: String { get }
  var track: Track? { get }
  var json: Bool { get }
}

extension ArticleAdviceCommand {
  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let track = try self.track ?? course.currentTrack()
    let advice = try ArticleAdvice.read(
      ArticleText.file(Self.file, in: course.installation), tracks: TrackRegistry.layouts)
    let text = ArticleText(context: context, common: common, course: course)
    guard json else { return context.console.show(text.advice(advice, title: Self.title, track)) }
    let entries = advice.compactMap { advice in
      advice.proofs[track].map { ArticleAdviceEntry(advice, $0, track, command: text.command(of: $0)) }
    }
    context.console.print(try JSONText.encode(entries))
  }
}

private struct ArticleAdviceEntry: Encodable {
  let number: Int
  let article: String
  let answered: String?
  let verdict: String
  let track: Track
  let answer: String
  let measured: String
  let lesson: String
  let page: String?
  let checks: [String]
  let command: String

  init(_ advice: ArticleAdvice, _ proof: ArticleAdvice.Proof, _ track: Track, command: String) {
    number = advice.number
    article = advice.article
    answered = advice.answered
    verdict = advice.verdict
    self.track = track
    answer = [advice.answer, proof.answer].compactMap(\.self).joined(separator: " ")
    measured = proof.measured
    lesson = advice.lesson
    page = proof.page
    checks = advice.checks
    self.command = command
  }
}
