import Base
import Foundation
import Lessons
import TestSupport
import Testing
import Tracks

@Suite("The article in the product", .timeLimit(.minutes(10)))
struct ArticleTests {
  private static let folder = Products.project + "/Article/"
  private static let files = ["best-practices.yaml", "faq.yaml"]
  private let article: Article
  private let pack = Pack(directory: Products.project + "/Lessons", tracks: TrackRegistry.layouts)

  init() throws {
    article = try Article(file: Self.folder + "article.yaml")
  }

  private func advice(_ file: String) throws -> [ArticleAdvice] {
    try ArticleAdvice.read(Self.folder + file, tracks: TrackRegistry.layouts)
  }

  private func withoutBlanks(_ text: String) -> String { text.filter { !$0.isWhitespace } }

  /// The headings of a lesson's text, each with what follows it up to the next one.
  private func pages(_ lesson: Lesson) throws -> [String: String] {
    let text = try String(contentsOfFile: lesson.textFile, encoding: .utf8)
    let pages = "\n\(text)".components(separatedBy: "\n## ").dropFirst().map { page in
      let lines = page.components(separatedBy: "\n")
      return (lines[0], lines.dropFirst().joined(separator: " "))
    }
    return Dictionary(pages) { $0 + " " + $1 }
  }

  private func numbers(_ text: String) -> Set<String> {
    Set(
      text.replacing(",", with: "").split { !$0.isNumber && $0 != "." }.map(String.init)
        .map { $0.hasSuffix(".") ? String($0.dropLast()) : $0 }.filter { !$0.isEmpty })
  }

  @Test("Every sentence, code block, heading, and question is quoted, in its order and without a change")
  func isWhole() throws {
    let original = try String(contentsOfFile: Self.folder + "article.txt", encoding: .utf8)
    let quotes = article.sections.flatMap { [$0.heading] + $0.passages.map(\.quote) }
    // The points of its lists begin with a hyphen.
    let lines = original.split(separator: "\n").map { $0.hasPrefix("- ") ? $0.dropFirst(2) : $0 }
    let expected = withoutBlanks(lines.joined())
    let quoted = withoutBlanks(quotes.joined())
    let common = zip(expected, quoted).prefix { $0 == $1 }.count
    #expect(
      quoted == expected,
      "they differ at '\(expected.dropFirst(common).prefix(60))' and '\(quoted.dropFirst(common).prefix(60))'")
  }

  @Test("A verdict of wrong says what was measured, and one of right but says what is missing")
  func hasReasons() {
    let remarks = article.sections.flatMap { [$0.remark] + $0.passages.map(\.remark) }
    for verdict in remarks.map(\.verdict) where verdict.hasPrefix("wrong") {
      #expect(verdict.contains("measured") || verdict.contains("Java virtual machines"), "\(verdict)")
    }
    #expect(!remarks.contains { $0.verdict.hasSuffix(".") })
  }

  @Test("Every place that a passage names is there: the lesson, its page, its checks, its module, the advice")
  func namesPlaces() throws {
    let counts = try (practices: advice(Self.files[0]).count, questions: advice(Self.files[1]).count)
    for section in article.sections {
      for remark in [section.remark] + section.passages.map(\.remark) {
        #expect((remark.practice ?? 1) <= counts.practices && (remark.question ?? 1) <= counts.questions)
        guard let name = remark.lesson else {
          #expect(remark.page == nil && remark.checks.isEmpty && remark.module == nil && !remark.isDiagnosed)
          continue
        }
        let lesson = try pack.lesson(name)
        #expect(lesson.id == name)
        #expect(Set(remark.checks).isSubset(of: lesson.checks.map(\.id)), "\(section.heading): \(remark.checks)")
        let page = try #require(remark.page, "\(section.heading): \(remark.verdict)")
        #expect(
          try pages(lesson).keys.contains { $0 == page || $0.hasPrefix(page + " (") }, "\(name) has no page '\(page)'")
        if let module = remark.module {
          let variant = lesson.modules.first { $0.kind == .variant && $0.path.hasSuffix("/\(module)") }
          let fails = try #require(variant?.fails, "\(name) has no variant \(module)")
          #expect(remark.checks.isEmpty || fails.isEmpty || fails.sorted() == remark.checks.sorted())
        }
      }
    }
  }

  @Test("Each lesson's article modules are in the map")
  func namesEveryModule() throws {
    let named = article.sections.flatMap(\.passages).compactMap { passage in
      passage.remark.module.map { "\(passage.remark.lesson ?? "")/\($0)" }
    }
    let shipped = try pack.lessons().flatMap { lesson in ["broken", "fix"].map { "\(lesson.id)/article/\($0)" } }
    #expect(named.sorted() == shipped.sorted())
  }

  @Test(
    "There are five of each, in the article's words, with a lesson, its checks, and a proof in each track",
    arguments: files)
  func isComplete(file: String) throws {
    let all = try advice(file)
    #expect(all.map(\.number) == [1, 2, 3, 4, 5])
    let quotes = article.sections.flatMap(\.passages)
    for advice in all {
      let words = [advice.article, advice.answered].compactMap(\.self).joined(separator: " ")
      let passage = try #require(quotes.first { $0.quote == words }, "the article does not say '\(words)'")
      #expect(passage.remark.verdict == advice.verdict)
      #expect((file == Self.files[0] ? passage.remark.practice : passage.remark.question) == advice.number)
      let lesson = try pack.lesson(advice.lesson)
      #expect(!advice.checks.isEmpty)
      for track in TrackRegistry.layouts.map(\.track) {
        #expect(Set(advice.checks).isSubset(of: lesson.checks(for: track).map(\.id)))
        #expect(advice.proofs[track] != nil)
      }
    }
  }

  @Test("A figure that is said to be from a page of the lesson is there", arguments: files)
  func quotesFigures(file: String) throws {
    for advice in try advice(file) {
      for (track, proof) in advice.proofs {
        guard let name = proof.page else { continue }
        let layout = try #require(TrackRegistry.layouts.first { $0.track == track })
        let pages = try pages(pack.lesson(advice.lesson))
        let page = try #require(
          pages["\(name) (\(layout.title))"] ?? pages[name], "\(advice.lesson) has no page '\(name)'")
        let known = numbers(page)
        #expect(
          numbers(proof.measured).isSubset(of: known),
          "\(advice.article): \(numbers(proof.measured).subtracting(known))")
      }
    }
  }
}

/// Files of the folder Article with mistakes in them.
@Suite(.timeLimit(.minutes(10)))
struct ArticleReaderTests {
  private static let section = "format_version: 1\nsections:\n  - heading: H\n    lesson: 01-a\n    verdict: right\n"
  private static let entry = """
    format_version: 1
    entries:
      - article: A
        verdict: right
        lesson: 01-a
        checks: [first]
        answer: Yes.
        swift: { measured: 1, command: list }
        fastapi: { measured: 1, command: list }
    """

  @Test(
    "A mistake in the map is told with file and line",
    arguments: [
      (section.replacing("heading", with: "headin"), 3, "a section has no key 'headin'; do you mean 'heading'?"),
      (section.replacing("verdict: right", with: "verdict: rightly"), 5, "'verdict' must be 'right', or begin with"),
      (section + "    level: 3\n", 6, "'level' must be between 1 and 2, but is 3"),
      (section + "    passages:\n      - verdict: right\n", 7, "a passage needs 'text'"),
      (section + "    passages:\n      - { text: a, code: b, verdict: right }\n", 7, "a passage has no key 'text'"),
      ("format_version: 2\nsections: []\n", 1, "'format_version' must be 1"),
      ("", 1, "is empty"),
    ])
  func explainsMap(text: String, line: Int, message: String) throws {
    let files = try TemporaryPack()
    try files.write(text, to: "article.yaml")
    let error = #expect(throws: ManifestError.self) { try Article(file: files.root + "/article.yaml") }
    #expect(error?.place == SourceLine(file: files.root + "/article.yaml", line: line))
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }

  @Test(
    "A mistake in the advice is told with file and line",
    arguments: [
      (entry.replacing("answer: Yes.", with: ""), 3, "an entry needs 'answer'"),
      (entry.replacing("    fastapi: { measured: 1, command: list }", with: ""), 3, "an entry needs 'fastapi'"),
      (entry.replacing("swift: { measured: 1,", with: "swift: {"), 8, "a track's part needs 'measured'"),
      (entry + "\n    rust: {}\n", 10, "an entry has no key 'rust'"),
    ])
  func explainsAdvice(text: String, line: Int, message: String) throws {
    let files = try TemporaryPack()
    try files.write(text, to: "faq.yaml")
    let error = #expect(throws: ManifestError.self) {
      try ArticleAdvice.read(files.root + "/faq.yaml", tracks: TrackRegistry.layouts)
    }
    #expect(error?.place == SourceLine(file: files.root + "/faq.yaml", line: line))
    #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
  }

  @Test("A file that is missing is named, with the way to get it back")
  func explainsMissingFile() {
    let error = #expect(throws: ManifestError.self) { try Article(file: "/nowhere/article.yaml") }
    #expect(error?.description == "/nowhere/article.yaml:1: cannot be read: restore it with `git checkout`")
  }
}
