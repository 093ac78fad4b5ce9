internal import Base
internal import Lessons
internal import ModuleRuntime
internal import Presentation

/// The article's map, and its advice, as texts to read.
struct ArticleText {
  let context: CommandContext
  let common: CommonOptions
  let course: Course

  /// Where the files on the article are.
  static func file(_ name: String, in installation: Installation) -> String { "\(installation.home)/Article/\(name)" }

  func map(_ article: Article) -> ReadingText {
    let intro = """
      The lessons are built on this article. Here is all of it, sentence by sentence, with what was measured about each \
      one and where to find it. Its code is shown with the indentation that it needs. Try \(command("best-practices")) \
      and \(command("faq")) for its advice, corrected.
      """
    let parts = article.sections.map { section in
      "\(section.level == 1 ? "##" : "###") \(section.heading)\n\n"
        + ([items(section.remark)] + section.passages.map { "\(quoted($0))\n\n\(items($0.remark))" })
        .joined(separator: "\n\n")
    }
    return ReadingText(markdown: (["# The article, sentence by sentence", intro] + parts).joined(separator: "\n\n"))
  }

  func advice(_ all: [ArticleAdvice], title: String, _ track: Track) -> ReadingText {
    let parts = all.compactMap { advice in
      advice.proofs[track].map { "## \(advice.number). \(advice.article)\n\n" + body(advice, $0) }
    }
    return ReadingText(markdown: (["# \(title)"] + parts).joined(separator: "\n\n"))
  }

  /// Ready to be pasted, wherever the current folder is, and whichever pack of lessons is chosen.
  func command(of proof: ArticleAdvice.Proof) -> String {
    let installation = course.installation
    var words = proof.command.split(separator: " ").map { word in
      word.hasPrefix("Lessons/")
        ? ShellWord.quoted(CommandText.relative("\(installation.home)/\(word)")) : String(word)
    }
    if course.pack.directory != installation.lessons { words += ["--lessons", ShellWord.quoted(installation.lessons)] }
    if !context.isAtPrompt { words.insert(context.program, at: 0) }
    return words.joined(separator: " ")
  }

  private func body(_ advice: ArticleAdvice, _ proof: ArticleAdvice.Proof) -> String {
    let page = proof.page.map { ", page \"\($0)\"" } ?? ""
    let paragraphs = [
      advice.answered.map { "The article: \"\($0)\" That is \(advice.verdict)." }
        ?? "The article is \(advice.verdict).",
      [advice.answer, proof.answer].compactMap(\.self).joined(separator: " "),
      "- Measured: \(proof.measured)\n- Proof: lesson \(advice.lesson)\(page); \(checks(advice.checks))",
      "    \(command(of: proof))",
    ]
    return paragraphs.joined(separator: "\n\n")
  }

  private func quoted(_ passage: Article.Passage) -> String {
    switch passage.kind {
    case .text: "\"\(passage.quote)\""
    case .code:
      passage.quote.split(separator: "\n", omittingEmptySubsequences: false).map { "    \($0)" }
        .joined(separator: "\n")
    }
  }

  private func items(_ remark: ArticleRemark) -> String {
    "- \(remark.verdict)\n- in: \(places(remark).joined(separator: "; "))"
  }

  private func places(_ remark: ArticleRemark) -> [String] {
    var places: [String] = []
    if let lesson = remark.lesson {
      places.append("lesson \(lesson)" + (remark.page.map { ", page \"\($0)\"" } ?? ""))
      if !remark.checks.isEmpty { places.append(checks(remark.checks)) }
      if let module = remark.module { places.append("module Lessons/\(lesson)/\(module)") }
      if remark.isDiagnosed { places.append(command("diagnose \(lesson.prefix { $0 != "-" })")) }
    } else if remark.practice == nil && remark.question == nil {
      places.append("all lessons")
    }
    if let practice = remark.practice { places.append("best practice \(practice)") }
    if let question = remark.question { places.append("question \(question)") }
    return places
  }

  private func checks(_ ids: [String]) -> String {
    "check\(ids.count == 1 ? "" : "s") \(ids.joined(separator: ", "))"
  }

  private func command(_ words: String) -> String { "`\(context.command(words, common))`" }
}
