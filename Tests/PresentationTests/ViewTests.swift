import Base
import Foundation
import Learner
import Presentation
import Report
import Testing
import Tracks

struct ViewTests {
  private let plain = Style(hasColor: false, hasUnicode: false, width: 60)

  private func report(_ checks: String) throws -> Report {
    let text = """
      {"schema": 1, "lesson": "07-sample", "track": "swift", "verdict": "fail", "seed": 5, "duration_ms": 1234.5, "preparation_ms": 0,
       "score": {"points": 1, "of": 4}, "isolation": "none", "checks": [\(checks)]}
      """
    return try JSONDecoder().decode(Report.self, from: Data(text.utf8))
  }

  private func check(
    _ id: String, _ verdict: String, required: Bool = true, reproduce: String = "curl x",
    measurements: String = "{}", quoting log: String = ""
  ) -> String {
    """
    {"id": "\(id)", "title": "Title", "required": \(required), "verdict": "\(verdict)", "expected": "all is well",
     "measured": "something was seen that is too long for one line\(log)", "reproduce": "\(reproduce)",
     "next": "\(verdict == "fail" ? "Do this." : "")", "measurements": \(measurements)}
    """
  }

  private func text(_ checks: String, style: Style? = nil) throws -> String {
    ReportView(style ?? plain, verify: "pitfall verify 07-sample", run: "pitfall run 07-sample").text(
      try report(checks))
  }

  @Test("A passed check takes what was measured, a failed one all there is to know")
  func showsReports() throws {
    #expect(
      try text([check("one", "pass"), check("two", "fail", required: false)].joined(separator: ",")) == """
        pass one          Title
          measured   something was seen that is too long for one
                     line
        none two          Title (bonus)
          expected   all is well
          measured   something was seen that is too long for one
                     line
          by hand    pitfall run 07-sample --seed 5
                     # beside it:
                     curl x
          again      pitfall verify 07-sample --check two --seed 5
          next       Do this.
        07-sample, swift: fail, 1 of 2 checks, 1 of 4 points, 0 of 1
        stars, 1.2 s, seed 5
        """)
  }

  @Test("A module that did not start has no check to judge again")
  func showsStartFailures() throws {
    let text = try text(check("starts", "fail"))
    #expect(!text.contains("again"))
  }

  @Test("Signs where the locale has them, words where the lines are read aloud")
  func choosesSigns() throws {
    let unicode = Style(hasColor: false, hasUnicode: true)
    #expect(try text(check("one", "pass"), style: unicode).hasPrefix("✔ "))
    #expect(try text(check("one", "pass", required: false), style: unicode).hasPrefix("★ "))
    #expect(try text(check("one", "fail", required: false), style: unicode).hasPrefix("☆ "))
    let spoken = Style(hasColor: false, hasUnicode: true, isPlain: true)
    #expect(try text(check("one", "pass"), style: spoken).hasPrefix("pass "))
    #expect(try text(check("one", "inconclusive"), style: spoken).hasPrefix("???? "))
  }

  @Test("The damage is drawn on one time axis for both servers, no wider than the screen")
  func drawsDamage() throws {
    let broken = try report(
      check("order", "fail", measurements: Self.bars([400, 800], ping: nil)))
    let repaired = try report(
      check("order", "pass", measurements: Self.bars([400, 401], ping: 0.4)))
    let text = DamageView(plain).text(broken: broken, repaired: repaired)
    #expect(
      text == """
        Someone asks for /ping while slow requests are under way;
        broken:
          slow #1 ############ 400 ms
          slow #2 ####################### 800 ms
          /ping   ######################## 820 ms  and still waiting

        Someone asks for /ping while slow requests are under way;
        repaired:
          slow #1 ############ 400 ms
          slow #2 ############ 401 ms
          /ping   # 0.4 ms

        Broken: order fail

        Repaired: order pass
        """)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= plain.width })
  }

  @Test("JSON is sorted and readable")
  func writesJSON() throws {
    #expect(try JSONText.encode(["b": "x/y", "a": "1"]) == "{\n  \"a\" : \"1\",\n  \"b\" : \"x/y\"\n}")
  }

  private static func bars(_ answers: [Double], ping: Double?) -> String {
    let bars =
      answers.enumerated().map { Bar("slow #\($0 + 1)", $1, unit: "ms") }
      + [Bar("/ping", ping ?? 820, unit: "ms", isOpen: ping == nil)]
    return
      #"{"caption": "Someone asks for /ping while slow requests are under way", "bars": \#(JSONValue(encoding: bars).description)}"#
  }

  private func damage(_ verdict: String, _ answers: [Double], ping: Double?) throws -> Report {
    try report(check("order", verdict, measurements: Self.bars(answers, ping: ping)))
  }

  @Test("What was and what is stand side by side on one time axis")
  func comparesSideBySide() throws {
    let text = BeforeAfterView(Style(hasColor: false, hasUnicode: false, width: 80)).text(
      before: try damage("fail", [400], ping: nil), now: try damage("pass", [400], ping: 0.4))
    #expect(
      text == """
        Someone asks for /ping while slow requests are under way:
        before                                 | now
          slow #1 ######### 400 ms             |   slow #1 ######### 400 ms
          /ping   ################### > 820 ms |   /ping   # 0.4 ms

               before  now
        order  fail    pass   something was seen that is too long for one line
        """)
  }

  @Test("On a narrow screen they stand one below the other, and in plain text they are words")
  func comparesNarrowly() throws {
    let (before, now) = (try damage("fail", [400], ping: nil), try damage("pass", [400], ping: 0.4))
    for width in [20, 40, 71] {
      let style = Style(hasColor: false, hasUnicode: false, width: width)
      let text = BeforeAfterView(style).text(before: before, now: now)
      #expect(text.contains("before:\n") && text.contains("\nnow:\n"))
      #expect(text.split(separator: "\n").allSatisfy { $0.count <= width }, "\(text)")
    }
    let spoken = Style(hasColor: false, hasUnicode: true, isPlain: true)
    let text = BeforeAfterView(spoken).text(before: before, now: now)
    #expect(text.hasSuffix("\norder: before fail, now pass"))
    #expect(!text.contains("█"))
  }

  @Test("The damage of one module is a picture and what each failed check saw")
  func showsDamage() throws {
    let text = DamageView(plain).text(
      broken: try report(
        check(
          "order", "fail", measurements: Self.bars([400, 800], ping: nil),
          quoting: "\\nthe module's log ends with:\\nTraceback")))
    #expect(
      text == """
        Someone asks for /ping while slow requests are under way:
          slow #1 ############ 400 ms
          slow #2 ####################### 800 ms
          /ping   ######################## 820 ms  and still waiting

        What does not hold, measured just now:
        FAIL Title
            something was seen that is too long for one line
        """)
  }

  private func exchanges(_ verdict: String, _ rows: [ExchangeRow]) throws -> Report {
    try report(check("refusal", verdict, measurements: #"{"exchanges": \#(JSONValue(encoding: rows).description)}"#))
  }

  private func row(_ request: String, _ seen: String) -> ExchangeRow {
    ExchangeRow(request, expected: "401", seen: seen, holds: seen == "401")
  }

  @Test("Requests are shown with what they brought and should have brought, the wrong ones alone")
  func showsExchanges() throws {
    let broken = try exchanges("fail", [row("GET /me", "401"), row("GET /me with a token", "200 and a diary")])
    #expect(
      DamageView(plain).text(broken: broken).hasPrefix(
        """
        Title, but:
        FAIL GET /me with a token
            200 and a diary, instead of 401

        What does not hold
        """))
    let text = DamageView(plain).text(broken: broken, repaired: try exchanges("pass", [row("GET /me", "401")]))
    #expect(text.contains("Title; repaired:\npass GET /me\n    401\n"))
    let many = try exchanges("fail", (0..<9).map { row("GET /\($0)", "200") })
    #expect(DamageView(plain).text(broken: many).components(separatedBy: "instead of").count == 5)
  }

  @Test("The requests that went wrong before or go wrong now are compared")
  func comparesExchanges() throws {
    let before = try exchanges("fail", [row("GET /a", "401"), row("GET /b", "200"), row("GET /c", "200")])
    let now = try exchanges("fail", [row("GET /a", "401"), row("GET /b", "401"), row("GET /d", "404")])
    for width in [20, 60, 120] {
      let style = Style(hasColor: false, hasUnicode: false, width: width)
      let text = BeforeAfterView(style).text(before: before, now: now)
      #expect(
        text.hasPrefix(
          """
          Title:
            GET /b
              before: 200
              now: 401
            GET /d
              now: 404
          """))
    }
    let passed = try exchanges("pass", [row("GET /a", "401")])
    #expect(BeforeAfterView(plain).text(before: before, now: passed).hasPrefix("         before  now\n"))
  }

  @Test("The prompt says where the learner is, or what is going on; a narrow one leaves the room to the line")
  func prompts() {
    let place = Progress.Position(lesson: "01-blocking", track: .fastapi)
    #expect(
      PromptView(Style(hasColor: false, hasUnicode: true), standardTrack: .swift).text(activity: nil, place: nil)
        == "pitfall ❯ ")
    #expect(PromptView(plain, standardTrack: .swift).text(activity: nil, place: place) == "01-blocking fastapi > ")
    #expect(
      PromptView(plain, standardTrack: .swift).text(activity: "measuring: loop", place: place) == "[measuring: loop] > "
    )
    #expect(
      PromptView(plain, standardTrack: .swift).text(activity: String(repeating: "a", count: 40), place: nil)
        == "[" + String(repeating: "a", count: 27) + "...] > ")
    let narrow = Style(hasColor: true, hasUnicode: true, width: 20)
    #expect(
      PromptView(narrow, standardTrack: .swift).text(activity: "measuring: loop", place: place)
        == "\u{1B}[32m..❯\u{1B}[0m ")
  }
}
