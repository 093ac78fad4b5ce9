/// What pitfall says about a piece of the article, and where the product has it.
package struct ArticleRemark: Sendable, Encodable {
  /// "right", "right: …", "right, but …", or "wrong: …".
  package let verdict: String
  /// The lesson's folder; nil when the piece is about all of them.
  package let lesson: String?
  /// The page of the lesson's text, without the track.
  package let page: String?
  package let checks: [String]
  /// The folder of a module in the lesson's folder that is this very code.
  package let module: String?
  package let isDiagnosed: Bool
  /// The number of a best practice.
  package let practice: Int?
  /// The number of a question.
  package let question: Int?

  private enum CodingKeys: String, CodingKey {
    case verdict, lesson, page, checks, module, practice, question
    case isDiagnosed = "diagnose"
  }
}
