import Base
import Formats
import Report
import Similarity
import Testing

@Suite("Pages for people", .timeLimit(.minutes(10)))
struct PagesTests {
  private static let pair = SimilarPair(
    first: "ada", second: Hostile.text, score: 0.81,
    regions: [
      SharedRegion(
        first: SharedRegion.Lines(path: "main.py", from: 3, to: 9),
        second: SharedRegion.Lines(path: Hostile.text, from: 1, to: 1))
    ])

  private static let pages: [(String, String)] =
    GradeResult.samples.map { ("submission \($0.outcome)", SubmissionPage().text(of: [$0])) } + [
      (
        "several lessons",
        SubmissionPage().text(of: [.passed, .forTests("ada", .failed, lesson: "02-other", verdicts: ["loop": .fail])])
      ),
      ("class", ClassPage().text(of: GradeResult.samples)),
      (
        "class with copies",
        ClassPage(
          title: Hostile.text, alike: [AlikeModules(lesson: Hostile.text, track: .fastapi, pairs: [pair])],
          folder: "pages"
        ).text(of: GradeResult.samples)
      ),
      ("overview", ClassOverviewPage().text(of: overview(Hostile.text))),
      (
        "empty overview",
        ClassOverviewPage().text(of: ClassOverview(collected: .now, lessons: [], learners: [], known: []))
      ),
      ("no results", ClassPage(alike: []).text(of: [])), ("no result", SubmissionPage().text(of: [])),
    ]

  /// Of two learners with the same wrong fix; `text` is in every place where a learner or a lesson's author can put one.
  private static func overview(_ text: String) -> ClassOverview {
    let signature = FailureSignature([.init(check: text, title: text, cause: text)])
    let standings = [
      Standing(lesson: text, track: .swift, state: .started, points: 5, ofPoints: 8, signature: signature),
      Standing(
        lesson: text, track: .fastapi, state: .passed, hasAppliedSolution: true, module: .failed, signature: signature),
    ]
    return ClassOverview(
      collected: .now, lessons: [.init(id: text, title: text)],
      learners: [.init(name: text, current: text, standings: standings), .init(name: "ben", standings: standings)],
      known: [KnownModule(lesson: text, track: .swift, kind: .decoy, name: text, fails: [text], note: text)],
      problems: [.init(learner: text, text: text)])
  }

  @Test("A page about a class that is still learning says who is where, what stops them, and what a wrong fix is like")
  func classOverview() async throws {
    let page = try await ForeignReader.html.read(ClassOverviewPage().text(of: Self.overview("late-fix")))
    let text = page["text"]?.plainText ?? ""
    for words in [
      "2 of 2", "2 learners", "Such as the decoy late-fix: late-fix", "5 of 8", "solution applied", "2 passed",
      "Not counted",
    ] { #expect(text.contains(words), "\(words) is not in \(text)") }
  }

  @Test("html5lib finds no error in any page, nothing that runs or loads, and a policy that forbids it")
  func isSafe() async throws {
    for (name, text) in Self.pages {
      let page = try await ForeignReader.html.read(text)
      let tags = page.list("tags").map { $0.split(separator: "}").last.map(String.init) ?? $0 }
      #expect(
        Set(tags).isDisjoint(with: ["script", "img", "iframe", "object", "embed", "link", "form", "base"]), "\(name)")
      #expect(!page.list("attributes").contains { $0.hasPrefix("on") || $0 == "src" || $0 == "srcset" }, "\(name)")
      #expect(
        page.list("links").allSatisfy { $0 == "#main" || $0.hasPrefix("pages/") }, "\(name): \(page.list("links"))")
      #expect(page.list("policy").first?.hasPrefix("default-src 'none'; style-src 'unsafe-inline'") == true, "\(name)")
      #expect(Hostile.problems(in: page["text"]?.plainText ?? "", isLine: false) == [], "\(name)")
      #expect(!text.contains("http:") && !text.contains("https:") && !text.contains("url("), "\(name)")
    }
  }

  @Test(
    "Every table has a caption and a header, every plot a title, and every label names something that is there once")
  func isReadableAloud() async throws {
    for (name, text) in Self.pages {
      let page = try await ForeignReader.html.read(text)
      for table in page["tables"]?.elements ?? [] {
        #expect((table.elements ?? []).map(\.plainText).prefix(2) == ["caption", "thead"], "\(name)")
      }
      for plot in page["pictures"]?.elements ?? [] { #expect(plot.elements?.first?.plainText == "title", "\(name)") }
      let ids = page.list("ids")
      #expect(Set(ids).count == ids.count, "\(name)")
      for label in page.list("labels") {
        #expect(Set(label.split(separator: " ").map(String.init)).isSubset(of: ids), "\(name): \(label)")
      }
    }
  }

  @Test("A failed check shows what was expected and measured, the next step, and the limit that was missed")
  func check() async throws {
    let result = GradeResult.forTests(
      "ada", .failed, verdicts: ["loop": .fail], measured: "it was blocked for 399 ms",
      measurements: ["longest_sleep": Measure(399, .milliseconds, limit: .below(15))])
    let text = try await ForeignReader.html.read(SubmissionPage().text(of: [result]))["text"]?.plainText ?? ""
    for words in [
      "Title of loop", "all is well", "it was blocked for 399 ms", "Do this.", "curl x", "longest sleep", "399 ms",
      "below 15 ms",
      "0 of 6 points", "18446744073709551615", "aa11",
    ] { #expect(text.contains(words), "\(words)") }
  }

  @Test("A measurement within a tenth of its limit is a near miss on either side; a count never is")
  func nearMisses() async throws {
    let result = GradeResult.forTests(
      "ada", .passed, verdicts: ["loop": .pass],
      measurements: [
        "just_in": Measure(95, .milliseconds, limit: .below(100)),
        "just_out": Measure(109, .milliseconds, limit: .below(100)),
        "far": Measure(80, .milliseconds, limit: .below(100)), "calls_made": .count(4, .atLeast(4)),
      ])
    let page = ClassPage().text(of: [result])
    let part = try #require(page.split(separator: "Near misses").last?.split(separator: "</section>").first)
    #expect(part.contains("just in") && part.contains("just out"))
    #expect(!part.contains("far") && !part.contains("calls made"))
  }

  @Test("Words about likeness accuse no one, and are there only when modules were compared")
  func copies() {
    let page = ClassPage(alike: []).text(of: [.passed])
    #expect(page.contains("Worth a look") && page.contains("no proof of anything"))
    #expect(!page.lowercased().contains("plagiar") && !page.lowercased().contains("cheat"))
    #expect(!ClassPage().text(of: [.passed]).contains("Worth a look"))
  }

  @Test(
    "The name of a submission's page stays in its folder, and is a different one for each",
    arguments: ["../../etc/passwd", "a/b", "javascript:x", "", ".", "..", ".htaccess", "-rf", "a\nb", "é", "a b"])
  func fileNames(name: String) {
    let file = SubmissionPage.fileName(of: name)
    #expect(file.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) })
    #expect(!file.hasPrefix(".") && !file.hasPrefix("-") && file.hasSuffix(".html") && file.count > 10)
    #expect(file != SubmissionPage.fileName(of: name + " "))
    #expect(SubmissionPage.fileName(of: "ada-7.b") == "ada-7.b.html")
  }
}
