import Curriculum
import Foundation
import Presentation
import Testing
import Verification

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
    measurements: String = "{}"
  ) -> String {
    """
    {"id": "\(id)", "title": "Title", "required": \(required), "verdict": "\(verdict)", "expected": "all is well",
     "measured": "something was seen that is too long for one line", "reproduce": "\(reproduce)",
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
        FAIL two          Title (bonus)
          expected   all is well
          measured   something was seen that is too long for one
                     line
          by hand    pitfall run 07-sample
                     # beside it:
                     curl x
          again      pitfall verify 07-sample --check two --seed 5
          next       Do this.
        07-sample, swift: fail, 1 of 2 checks, 1 of 4 points, 1.2 s,
        seed 5
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
    let spoken = Style(hasColor: false, hasUnicode: true, isPlain: true)
    #expect(try text(check("one", "pass"), style: spoken).hasPrefix("pass "))
    #expect(try text(check("one", "inconclusive"), style: spoken).hasPrefix("???? "))
  }

  @Test("The damage is drawn on one time axis for both servers, no wider than the screen")
  func drawsDamage() throws {
    let broken = try report(
      check("order", "fail", measurements: #"{"answers_ms": [400, 800], "duration_ms": 820, "ping_ms": null}"#))
    let repaired = try report(
      check("order", "pass", measurements: #"{"answers_ms": [400, 401], "duration_ms": 402, "ping_ms": 0.4}"#))
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

  private func damage(_ verdict: String, _ answers: String, ping: String) throws -> Report {
    try report(
      check(
        "order", verdict, measurements: #"{"answers_ms": \#(answers), "duration_ms": 820, "ping_ms": \#(ping)}"#))
  }

  @Test("What was and what is stand side by side on one time axis")
  func comparesSideBySide() throws {
    let text = BeforeAfterView(Style(hasColor: false, hasUnicode: false, width: 80)).text(
      before: try damage("fail", "[400]", ping: "null"), now: try damage("pass", "[400]", ping: "0.4"))
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
    let (before, now) = (try damage("fail", "[400]", ping: "null"), try damage("pass", "[400]", ping: "0.4"))
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
    let text = DamageView(plain).text(broken: try damage("fail", "[400, 800]", ping: "null"))
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

  @Test("The prompt says where the learner is, or what is going on; a narrow one leaves the room to the line")
  func prompts() {
    let place = Progress.Place(lesson: "01-blocking", track: .fastapi)
    #expect(PromptView(Style(hasColor: false, hasUnicode: true)).text(activity: nil, place: nil) == "pitfall ❯ ")
    #expect(PromptView(plain).text(activity: nil, place: place) == "01-blocking fastapi > ")
    #expect(PromptView(plain).text(activity: "measuring: loop", place: place) == "[measuring: loop] > ")
    #expect(
      PromptView(plain).text(activity: String(repeating: "a", count: 40), place: nil)
        == "[" + String(repeating: "a", count: 27) + "...] > ")
    let narrow = Style(hasColor: true, hasUnicode: true, width: 20)
    #expect(PromptView(narrow).text(activity: "measuring: loop", place: place) == "\u{1B}[32m..❯\u{1B}[0m ")
  }
}
