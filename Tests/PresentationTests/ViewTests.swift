import Base
import Foundation
import Presentation
import Report
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct ViewTests {
  private let plain = Style(hasColor: false, hasUnicode: false, width: 60)

  private func check(
    _ id: String, _ verdict: Verdict, required: Bool = true, evidence: Evidence? = nil, exhibit: Exhibit? = nil
  ) -> CheckOutcome {
    .forTests(
      id, verdict, required: required, measured: "something was seen that is too long for one line",
      evidence: evidence, exhibit: exhibit)
  }

  private func text(_ checks: CheckOutcome..., started: Bool = true, style: Style? = nil) -> String {
    ReportView(style ?? plain, verify: "pitfall verify 07-sample", run: "pitfall run 07-sample").text(
      .forTests(checks, started: started))
  }

  @Test("A passed check shows its measurement, a failed one all details")
  func showsReports() throws {
    #expect(
      text(check("one", .pass), check("two", .fail, required: false, evidence: Evidence(.log, "Traceback"))) == """
        pass one          Title
          measured   something was seen that is too long for one
                     line
        none two          Title (bonus)
          expected   all is well
          measured   something was seen that is too long for one
                     line
          log        Traceback
          by hand    pitfall run 07-sample --as two --seed 5
                     # in a second terminal:
                     curl x
          again      pitfall verify 07-sample --check two --seed 5
          next       Do this.
        07-sample, swift: pass, 1 of 2 checks, 1 of 1 points, 0 of 1
        stars, 1.2 s, seed 5
        """)
  }

  @Test("Commands that use the variables of `run` say where those come from")
  func namesVariables() {
    func hand(_ reproduce: String) -> String {
      ReportView(plain, verify: "v", run: "r").text(.forTests([.forTests("one", .fail, reproduce: reproduce)]))
    }
    let needsVariables = hand(#"sqlite3 "${DATABASE_PATH:?}" .tables"#)
    #expect(
      needsVariables.contains(
        """
          by hand    r --as one --seed 5
                     # in a second terminal, after the export line that run prints:
                     sqlite3 "${DATABASE_PATH:?}" .tables
        """))
    #expect(hand("curl x").contains("\n             # in a second terminal:\n             curl x\n"))
  }

  @Test("A module that did not start has no check to judge again")
  func showsStartFailures() throws {
    let text = text(check("starts", .fail), started: false)
    #expect(!text.contains("again"))
  }

  @Test("Signs appear where the locale has them, words in plain text")
  func choosesSigns() throws {
    let unicode = Style(hasColor: false, hasUnicode: true)
    #expect(text(check("one", .pass), style: unicode).hasPrefix("✔ "))
    #expect(text(check("one", .pass, required: false), style: unicode).hasPrefix("★ "))
    #expect(text(check("one", .fail, required: false), style: unicode).hasPrefix("☆ "))
    let spoken = Style(hasColor: false, hasUnicode: true, isPlain: true)
    #expect(text(check("one", .pass), style: spoken).hasPrefix("pass "))
    #expect(text(check("one", .inconclusive), style: spoken).hasPrefix("???? "))
  }

  @Test("The damage is drawn on one time axis for both servers, no wider than the screen")
  func drawsDamage() throws {
    let broken = damage(.fail, [400, 800], ping: nil)
    let fixed = damage(.pass, [400, 401], ping: 0.4)
    let text = DamageView(plain).text(broken: broken, fixed: fixed)
    #expect(
      text == """
        A client requests /ping while slow requests are in progress;
        broken:
          slow #1 ############ 400 ms
          slow #2 ####################### 800 ms
          /ping   ######################## 820 ms  and still waiting

        A client requests /ping while slow requests are in progress;
        fixed:
          slow #1 ############ 400 ms
          slow #2 ############ 401 ms
          /ping   # 0.4 ms

        Broken: order fail

        Fixed: order pass
        """)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= plain.width })
  }

  @Test("JSON is sorted and readable")
  func writesJSON() throws {
    #expect(try JSONText.encode(["b": "x/y", "a": "1"]) == "{\n  \"a\" : \"1\",\n  \"b\" : \"x/y\"\n}")
  }

  private func damage(_ verdict: Verdict, _ answers: [Double], ping: Double?, evidence: Evidence? = nil) -> Report {
    let bars =
      answers.enumerated().map { Bar("slow #\($0 + 1)", $1, unit: "ms") }
      + [Bar("/ping", ping ?? 820, unit: "ms", isOpen: ping == nil)]
    let exhibit = Exhibit.bars(bars, caption: "A client requests /ping while slow requests are in progress")
    return .forTests([check("order", verdict, evidence: evidence, exhibit: exhibit)])
  }

  @Test("Connections are drawn on one time axis, with what was done for them after their end, or told in plain text")
  func drawsLanes() throws {
    let lanes = [
      Lane("stays", from: .zero, to: nil, marks: [.milliseconds(50), .milliseconds(400)]),
      Lane(
        "closes", from: .milliseconds(100), to: .milliseconds(200), marks: [.milliseconds(300), .milliseconds(400)],
        problem: "2 calls too many"),
    ]
    let broken = Report.forTests([check("exits", .fail, exhibit: .lanes(lanes, caption: "Each client's connection"))])
    let drawn = DamageView(Style(hasColor: false, hasUnicode: false, width: 60)).text(broken: broken)
    #expect(
      drawn.hasPrefix(
        """
        Each client's connection:
                 0 ms                       400 ms
          stays  =================================
          closes         =========       o       o 2 calls too many
        """), "\(drawn)")
    let spoken = DamageView(Style(hasColor: false, hasUnicode: true, isPlain: true)).text(broken: broken)
    #expect(spoken.contains("  stays: 0 ms to the end\n  closes: 100 ms to 200 ms, 2 calls too many\n"), "\(spoken)")
  }

  @Test("Connections before and after are drawn on the same axis, one for each label")
  func comparesLanes() throws {
    func report(_ verdict: Verdict, _ leaver: Lane...) -> Report {
      let stayer = Lane("stays", from: .zero, to: nil, marks: [.milliseconds(400)])
      return .forTests([check("exits", verdict, exhibit: .lanes([stayer] + leaver, caption: "Each connection"))])
    }
    let short = Lane("closes", from: .milliseconds(100), to: .milliseconds(200), marks: [])
    let leaking = Lane(
      "closes", from: .milliseconds(100), to: .milliseconds(200), marks: [.milliseconds(800)], problem: "asked on")
    let text = BeforeAfterView(Style(hasColor: false, hasUnicode: false, width: 60)).text(
      before: report(.fail, short, leaking), now: report(.pass, short, short))
    #expect(
      text.hasPrefix(
        """
        Each connection; before:
                 0 ms                               800 ms
          stays  =========================================
          closes      ======                             o asked on

        now:
                 0 ms                                       800 ms
          stays  =================================================
          closes       =======
        """), "\(text)")
  }

  @Test("The states before and after are drawn side by side on one time axis")
  func comparesSideBySide() throws {
    let text = BeforeAfterView(Style(hasColor: false, hasUnicode: false, width: 80)).text(
      before: damage(.fail, [400], ping: nil), now: damage(.pass, [400], ping: 0.4))
    #expect(
      text == """
        A client requests /ping while slow requests are in progress:
        before                                 | now
          slow #1 ######### 400 ms             |   slow #1 ######### 400 ms
          /ping   ################### > 820 ms |   /ping   # 0.4 ms

               before  now
        order  fail    pass   something was seen that is too long for one line
        """)
  }

  @Test("On a narrow screen the two states are one below the other, and in plain text they are words")
  func comparesNarrowly() throws {
    let (before, now) = (damage(.fail, [400], ping: nil), damage(.pass, [400], ping: 0.4))
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

  @Test("The damage of one module is a picture and the measurement of each failed check")
  func showsDamage() throws {
    let text = DamageView(plain).text(
      broken: damage(.fail, [400, 800], ping: nil, evidence: Evidence(.log, "Traceback")))
    #expect(
      text == """
        A client requests /ping while slow requests are in progress:
          slow #1 ############ 400 ms
          slow #2 ####################### 800 ms
          /ping   ######################## 820 ms  and still waiting

        Failing checks, measured just now:
        FAIL Title
            something was seen that is too long for one line
        """)
  }

  private func exchanges(_ verdict: Verdict, _ rows: [ExchangeRow]) -> Report {
    .forTests([check("refusal", verdict, exhibit: Exhibit(.exchanges(rows)))])
  }

  private func row(_ request: String, _ seen: String) -> ExchangeRow {
    ExchangeRow(request, expected: "401", seen: seen, holds: seen == "401")
  }

  @Test("Failed requests are shown with the actual and the expected response, without the others")
  func showsExchanges() throws {
    let broken = exchanges(.fail, [row("GET /me", "401"), row("GET /me with a token", "200 and a diary")])
    #expect(
      DamageView(plain).text(broken: broken).hasPrefix(
        """
        Title, but:
        FAIL GET /me with a token
            200 and a diary, instead of 401

        Failing checks
        """))
    let text = DamageView(plain).text(broken: broken, fixed: exchanges(.pass, [row("GET /me", "401")]))
    #expect(text.contains("Title; fixed:\npass GET /me\n    401\n"))
    let many = exchanges(.fail, (0..<9).map { row("GET /\($0)", "200") })
    #expect(DamageView(plain).text(broken: many).components(separatedBy: "instead of").count == 5)
  }

  @Test("The requests that failed before or fail now are compared")
  func comparesExchanges() throws {
    let before = exchanges(.fail, [row("GET /a", "401"), row("GET /b", "200"), row("GET /c", "200")])
    let now = exchanges(.fail, [row("GET /a", "401"), row("GET /b", "401"), row("GET /d", "404")])
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
    let passed = exchanges(.pass, [row("GET /a", "401")])
    #expect(BeforeAfterView(plain).text(before: before, now: passed).hasPrefix("         before  now\n"))
  }

  @Test("The prompt shows the current lesson or the current activity; a narrow one leaves the room to the line")
  func prompts() {
    let position: (String, Track) = ("01-blocking", .fastapi)
    #expect(
      PromptView(Style(hasColor: false, hasUnicode: true), standardTrack: .swift).text(activity: nil, at: nil)
        == "pitfall ❯ ")
    #expect(PromptView(plain, standardTrack: .swift).text(activity: nil, at: position) == "01-blocking fastapi > ")
    #expect(
      PromptView(plain, standardTrack: .swift).text(activity: "measuring: loop", at: position) == "[measuring: loop] > "
    )
    #expect(
      PromptView(plain, standardTrack: .swift).text(activity: String(repeating: "a", count: 40), at: nil)
        == "[" + String(repeating: "a", count: 27) + "...] > ")
    let narrow = Style(hasColor: true, hasUnicode: true, width: 20)
    #expect(
      PromptView(narrow, standardTrack: .swift).text(activity: "measuring: loop", at: position)
        == "\u{1B}[32m..❯\u{1B}[0m ")
  }
}
