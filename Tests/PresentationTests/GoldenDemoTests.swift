import Base
import Presentation
import Report
import TestSupport
import Testing

@Suite("A demo on a screen", .timeLimit(.minutes(10)))
struct GoldenDemoTests {
  private static let timeline = [RacePicture.timelineForTests(isBad: true), .timelineForTests(isBad: false)]
  private static let shown = RaceResult.forTests(timeline)

  /// Each step and each state of a race.
  private static let states: [DemoState] = [
    .forTests(.code), .forTests(.question, votes: [3, 1, 0]),
    .forTests(.race, race: .preparing, message: "starting the fixed server"),
    .forTests(.race, race: .running, pictures: [timeline[0], nil]),
    .forTests(.race, race: .finished, pictures: timeline, result: shown),
    .forTests(
      .race, race: .finished, pictures: [RacePicture.barsForTests(isBad: true), .barsForTests(isBad: false)],
      result: shown),
    .forTests(
      .race, race: .finished, pictures: [RacePicture.exchangesForTests(isBad: true), .exchangesForTests(isBad: false)],
      result: shown),
    .forTests(
      .race, race: .finished, pictures: [timeline[0], timeline[0]], result: .forTests([timeline[0], timeline[0]])),
    .forTests(
      .race, race: .finished, pictures: [timeline[1], timeline[1]], result: .forTests([timeline[1], timeline[1]])),
    .forTests(
      .race, race: .finished, pictures: timeline, result: .forTests(timeline, lateness: 321)),
    .forTests(
      .race, race: .failed, pictures: timeline, message: "The fixed server does not start.", result: shown,
      isEarlierRun: true),
    .forTests(.reveal, race: .finished, pictures: timeline, result: shown, votes: [3, 1, 0]),
    .forTests(.fix, race: .finished, pictures: timeline, result: shown),
    .forTests(.rule, race: .finished, pictures: timeline, result: shown),
  ]

  private static func screens(_ style: Style, rows: Int) -> String {
    states.map { state in
      let screen = DemoView(style, rows: rows).screen(state, page: 0)
      return screen.lines.joined(separator: "\n") + (screen.hasMore ? "\n(more)" : "")
    }.joined(separator: "\n" + String(repeating: "=", count: style.width) + "\n")
  }

  @Test("On a projector's 64 columns and 18 rows") func projector() throws {
    try Golden.compare(Self.screens(Style(hasColor: false, hasUnicode: true, width: 64), rows: 18), with: "demo")
  }

  @Test("In ASCII, on 40 columns") func ascii() throws {
    try Golden.compare(Self.screens(Style(hasColor: false, hasUnicode: false, width: 40), rows: 20), with: "demo-ascii")
  }

  @Test("As plain text") func plain() throws {
    let view = DemoView(Style(hasColor: false, hasUnicode: true, isPlain: true))
    try Golden.compare(Self.states.map(view.text).joined(separator: "\n\n"), with: "demo-plain")
  }

  @Test(
    "Every screen is as tall as the terminal, and no line is wider",
    arguments: [(64, 18), (80, 24), (40, 12), (30, 12), (200, 60)])
  func fits(columns: Int, rows: Int) {
    for state in Self.states {
      let style = Style(hasColor: false, hasUnicode: true, width: columns)
      for footer in [[], ["For the class: http://127.0.0.1:1/", "For you: http://127.0.0.1:1/#key=x"]] {
        let lines = DemoView(style, rows: rows).screen(state, page: 0, footer: footer).lines
        #expect(lines.count == rows, "\(state.step) \(state.race)")
        #expect(lines.allSatisfy { $0.count <= columns }, "\(state.step) \(state.race): \(lines)")
      }
    }
  }

  @Test("On a projector's screen, a race shows both servers whole, with their figures and lanes")
  func isWhole() {
    let lines = DemoView(Style(hasColor: false, hasUnicode: true, width: 64), rows: 18)
      .screen(Self.states[4], page: 0).lines
    for words in ["BROKEN   slowest ping 400 ms", "FIXED   slowest ping 10 ms"] {
      #expect(lines.contains { $0.hasPrefix(words) }, "\(lines)")
    }
    #expect(lines.count { $0.hasPrefix("GET /ping") } == 2)
    #expect(lines.count { $0.hasPrefix("GET /block") } == 2)
    #expect(lines.contains { $0.contains("█") })
  }

  @Test("The proof of demos") func proof() throws {
    var good = DemoOutcome(lesson: "01-blocking", track: Track("swift"))
    good.races = [.shown, .shown]
    var bad = DemoOutcome(lesson: "02-dependencies", track: Track("fastapi"))
    bad.races = [.shown, .notFixed]
    var absent = DemoOutcome(lesson: "03-queries", track: Track("swift"))
    absent.failures = ["The fixed server does not start: it does not compile."]
    var busy = DemoOutcome(lesson: "04-websockets", track: Track("swift"))
    busy.races = [.inconclusive]
    let all = [good, bad, absent, busy]
    try Golden.compare(
      DemoProofView(Style(hasColor: false, hasUnicode: true)).text(all), with: "lesson-check-demos")
    #expect(all.verdict == .fail)
    #expect([good, busy].verdict == .inconclusive)
    #expect([good].verdict == .pass)
  }
}
