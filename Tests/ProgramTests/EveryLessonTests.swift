import Foundation
import TestSupport
import Testing

/// What must hold for each lesson and track, so that no lesson is forgotten.
@Suite("The broken module of every lesson, in every track", .timeLimit(.minutes(10)))
struct EveryLessonTests {
  private static let tracks = ["swift", "fastapi"]
  private static let lessons =
    ((try? FileManager.default.contentsOfDirectory(atPath: Products.project + "/Lessons")) ?? []).sorted()

  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func module(_ lesson: String, _ track: String) -> [String] {
    [lesson, "--track", track, "--module", "\(Products.project)/Lessons/\(lesson)/\(track)"]
  }

  @Test("has a report as JSON that fails and matches the schema", arguments: lessons, tracks)
  func fitsSchema(lesson: String, track: String) async throws {
    let outcome = try await Pitfall(sandbox).run(["verify", "--json"] + module(lesson, track))
    #expect(outcome.exit == 1)
    #expect(try await ReportSchema.errors(in: outcome.output) == "", "\(outcome.output)")
    let report = try outcome.decode(Report.self)
    #expect(report.verdict == "fail")
    #expect(report.lesson == lesson)
    #expect(report.track == track)
    try expectNothingLeft(sandbox)
  }

  @Test("is served by run until Ctrl-C", arguments: lessons, tracks)
  func isServed(lesson: String, track: String) async throws {
    let outcome = try await Pitfall(sandbox).run(["run", "--port", "0"] + module(lesson, track)) { running in
      let line = try await running.waitUntilItSays(" answers at http://")
      let address = try #require(line.split(separator: " ").first { $0.hasPrefix("http://127.0.0.1:") })
      let ping = try await Tool.system("curl").run(["-sS", "-w", " %{http_code}", "\(address)/ping"])
      #expect(ping.status == 0, "\(ping.errors)")
      // The middleware of this one breaks every response.
      let isBroken = lesson == "05-middleware" && track == "fastapi"
      #expect(ping.output.hasSuffix(isBroken ? " 500" : " 200"), "\(ping.output)")
      #expect(ping.output.contains("pong") != isBroken, "\(ping.output)")
      running.signal(SIGINT)
    }
    #expect(outcome.exit == 0, "\(outcome.errors)")
    try expectNothingLeft(sandbox)
  }
}
