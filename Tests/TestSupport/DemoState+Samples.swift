internal import Base
internal import Foundation
package import Report

extension DemoState {
  /// A demo at one step, with a race as it was at that moment.
  package static func forTests(
    _ step: Step, race: Race = .notYet, pictures: [RacePicture?] = [nil, nil], message: String = "",
    result: RaceResult? = nil, isEarlierRun: Bool = false, votes: [Int] = [0, 0, 0],
    names: [String] = ["broken", "fixed"]
  ) -> DemoState {
    var state = DemoState(
      lesson: "01-blocking", title: "Blocking operations in async endpoints", track: Track("fastapi"), names: names,
      question: "GET /block takes 0.4 s. Another client sends GET /ping meanwhile. When is the ping answered?",
      choices: [
        "Immediately, because the handler is async", "Only once /block has finished", "Never; it gets an error",
      ],
      caption: "One slow report, while another client sends pings",
      code: ["import time", "", "@app.get(\"/block\")", "async def block():", "    time.sleep(0.4)", "    return {}"]
        .enumerated().map { CodeLine(number: $0 + 1, $1, $1.contains("sleep") ? .marked : .plain) })
    state.step = step
    state.race = race
    state.pictures = pictures
    state.message = message
    state.result = result
    state.isEarlierRun = isEarlierRun
    state.votes = votes
    if [Step.reveal, .fix, .rule].contains(step) {
      state.answer = 1
      state.reveal = "The keyword async makes nothing asynchronous."
    }
    if [Step.fix, .rule].contains(step) {
      state.fix = [
        CodeLine(number: nil, "import time", .removed), CodeLine(number: 1, "import asyncio", .added),
        CodeLine(number: 2, ""), CodeLine(number: nil, "    time.sleep(0.4)", .removed),
        CodeLine(number: 3, "    await asyncio.sleep(0.4)", .added),
      ]
    }
    if step == .rule { state.rule = "On the event loop, await everything that waits." }
    return state
  }
}

extension RacePicture {
  /// Two lanes, of which the first one is bad at first.
  package static func timelineForTests(isBad: Bool) -> RacePicture {
    let pings: [RaceLane.Span] =
      isBad
      ? [.init(from: 0, to: 20, .good), .init(from: 60, to: 460, .bad), .init(from: 500, .waiting)]
      : stride(from: 0, to: 600, by: 60).map { .init(from: $0, to: $0 + 10, .good) }
    return RacePicture(
      .timeline([
        RaceLane("GET /ping", pings, note: isBad ? "slowest 400 ms" : "slowest 10 ms"),
        RaceLane("GET /block", [.init(from: 50, to: 450, .good)], note: "after 400 ms"),
      ]), elapsed: 600,
      figures: [
        RaceFigure("slowest ping", isBad ? 400 : 10, unit: "ms", isBad: isBad), RaceFigure("pings answered", 9),
      ])
  }

  package static func barsForTests(isBad: Bool) -> RacePicture {
    RacePicture(
      .bars([Bar("1000 rows", 16, unit: "KiB"), Bar("8000 rows", isBad ? 128 : 16.5, unit: "KiB")]),
      figures: [RaceFigure("read for one page", isBad ? 128 : 16.5, unit: "KiB", isBad: isBad)])
  }

  package static func exchangesForTests(isBad: Bool) -> RacePicture {
    RacePicture(
      .exchanges([
        ExchangeRow("GET /ok", expected: "200", seen: "200  {\"a\": \"<b>\"}", holds: true),
        ExchangeRow(
          "GET /unknown", expected: "404", seen: isBad ? "500  Internal Server Error" : "404  Not Found", holds: !isBad),
      ]), figures: [RaceFigure("wrong responses", isBad ? 1 : 0, unit: "of 2", isBad: isBad)])
  }
}

extension RaceResult {
  /// As a race whose limit is 250 ms.
  package static func forTests(_ pictures: [RacePicture], lateness: Double = 3, tolerance: Double = 75) -> RaceResult {
    RaceResult(
      lesson: "01-blocking", track: Track("fastapi"), pictures: pictures, lateness: lateness, limit: 250,
      tolerance: tolerance, at: Date(timeIntervalSince1970: 1_795_856_000))
  }
}
