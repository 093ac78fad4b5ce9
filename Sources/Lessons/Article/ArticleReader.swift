internal import Base

/// Reads the files of the folder `Article`.
enum ArticleReader {
  private static let formatVersion = 1
  private static let verdicts = ["right: ", "right, but ", "wrong: "]

  static func sections(_ file: String) throws -> [Article.Section] {
    try entries(file, "sections").map { node in
      var fields = try ManifestFields(node, "a section")
      let lesson = try fields.optional("lesson")?.text("'lesson'")
      let passages = try fields.optional("passages")?.list("'passages'") ?? []
      let section = Article.Section(
        heading: try fields.text("heading"), level: try fields.integer("level", in: 1...2, default: 2),
        remark: try remark(&fields, lesson), passages: try passages.map { try passage($0, lesson) })
      try fields.end()
      return section
    }
  }

  static func advice(_ file: String, _ tracks: [TrackLayout]) throws -> [ArticleAdvice] {
    try entries(file, "entries").enumerated().map { index, node in
      var fields = try ManifestFields(node, "an entry")
      let advice = ArticleAdvice(
        number: index + 1, article: try fields.text("article"),
        answered: try fields.optional("answered")?.text("'answered'"), verdict: try verdict(&fields),
        answer: try fields.text("answer").line, lesson: try fields.text("lesson"), checks: try fields.texts("checks"),
        proofs: try Dictionary(
          uniqueKeysWithValues: tracks.map { ($0.track, try proof(fields.required($0.track.rawValue))) }))
      try fields.end()
      return advice
    }
  }

  /// The list under `key`, which is all that the file has beside its version.
  private static func entries(_ file: String, _ key: String) throws -> [ManifestNode] {
    var fields = try ManifestFields(
      .read(file, orElse: "cannot be read: restore it with `git checkout`"), "this file")
    try fields.formatVersion(formatVersion)
    let entries = try fields.required(key).list("'\(key)'")
    try fields.end()
    return entries
  }

  private static func passage(_ node: ManifestNode, _ lesson: String?) throws -> Article.Passage {
    var fields = try ManifestFields(node, "a passage")
    let own = try fields.optional("lesson")?.text("'lesson'")
    let code = try fields.optional("code")?.text("'code'")
    let passage = Article.Passage(
      kind: code == nil ? .text : .code, quote: try code ?? fields.text("text").line,
      remark: try remark(&fields, own ?? lesson))
    try fields.end()
    return passage
  }

  private static func remark(_ fields: inout ManifestFields, _ lesson: String?) throws -> ArticleRemark {
    ArticleRemark(
      verdict: try verdict(&fields), lesson: lesson, page: try fields.optional("page")?.text("'page'"),
      checks: try fields.texts("checks"), module: try fields.optional("module")?.text("'module'"),
      isDiagnosed: try fields.flag("diagnose"), practice: try number(&fields, "practice"),
      question: try number(&fields, "question"))
  }

  private static func number(_ fields: inout ManifestFields, _ key: String) throws -> Int? {
    let number = try fields.integer(key, in: 1...9, default: 0)
    return number == 0 ? nil : number
  }

  private static func verdict(_ fields: inout ManifestFields) throws -> String {
    let node = try fields.required("verdict")
    let text = try node.text("'verdict'").line
    guard text == "right" || verdicts.contains(where: text.hasPrefix) else {
      throw ManifestError(
        "'verdict' must be 'right', or begin with 'right: ', 'right, but ' or 'wrong: ', but is '\(text)'",
        at: node.place)
    }
    return text
  }

  private static func proof(_ node: ManifestNode) throws -> ArticleAdvice.Proof {
    var fields = try ManifestFields(node, "a track's part")
    let proof = ArticleAdvice.Proof(
      answer: try fields.optional("answer")?.text("'answer'").line, measured: try fields.text("measured").line,
      page: try fields.optional("page")?.text("'page'"), command: try fields.text("command").line)
    try fields.end()
    return proof
  }
}

extension String {
  /// Without the line break that a folded text of YAML ends in.
  fileprivate var line: String { hasSuffix("\n") ? String(dropLast()) : self }
}
