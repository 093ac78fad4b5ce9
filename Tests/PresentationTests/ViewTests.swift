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
    ReportView(style ?? plain, program: "pitfall", subject: "07-sample --module 'a b'").text(try report(checks))
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
          by hand    pitfall run 07-sample --module 'a b'
                     # beside it:
                     curl x
          again      pitfall verify 07-sample --module 'a b' --check two --seed 5
          next       Do this.
        07-sample, swift: fail, 1 of 2 checks, 1 of 4 points, 1.2 s, seed 5
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
    let spoken = Style(hasColor: false, hasUnicode: true, isSpoken: true)
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
        Someone asks for /ping while slow requests are under way; broken:
          slow #1 ############ 400 ms
          slow #2 ####################### 800 ms
          /ping   ######################## 820 ms  and still waiting

        Someone asks for /ping while slow requests are under way; repaired:
          slow #1 ############ 400 ms
          slow #2 ############ 401 ms
          /ping   # 0.4 ms

        Broken: order fail

        Repaired: order pass
        """)
    #expect(text.split(separator: "\n").allSatisfy { $0.hasPrefix("Someone") || $0.count <= plain.width })
  }

  @Test("JSON is sorted and readable")
  func writesJSON() throws {
    #expect(try JSONText.encode(["b": "x/y", "a": "1"]) == "{\n  \"a\" : \"1\",\n  \"b\" : \"x/y\"\n}")
  }
}
