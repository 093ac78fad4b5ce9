/// The article that the lessons are built on, piece by piece: each with a verdict, and with where the product has it.
package struct Article: Sendable, Encodable {
  package struct Section: Sendable, Encodable {
    package let heading: String
    /// 1 for the article's parts, 2 for the sections in them.
    package let level: Int
    package let remark: ArticleRemark
    package let passages: [Passage]
  }

  package struct Passage: Sendable, Encodable {
    package enum Kind: String, Sendable, Encodable {
      case text
      case code
    }

    package let kind: Kind
    /// The article's own words.
    package let quote: String
    package let remark: ArticleRemark
  }

  package let sections: [Section]

  /// Reads the file of that path; every error names the file and line.
  package init(file: String) throws {
    sections = try ArticleReader.sections(file)
  }
}
