import Foundation
import TestSupport
import Testing

@Suite("demo", .timeLimit(.minutes(30)))
struct DemoTests {
  private static let lessons = ["01-blocking", "02-dependencies", "03-queries", "04-websockets", "05-middleware"]
  private static let all = lessons.flatMap { lesson in ["swift", "fastapi"].map { (lesson, $0) } }

  private let sandbox: Sandbox
  private let pitfall: Pitfall

  init() throws {
    sandbox = try Sandbox()
    var pitfall = Pitfall(sandbox)
    pitfall.environment = ["XDG_STATE_HOME": sandbox.path + "/state"]
    self.pitfall = pitfall
  }

  @Test("Each demo plays alone, shows its pitfall, and leaves its files", arguments: all)
  func plays(lesson: String, track: String) async throws {
    let outcome = try await pitfall.run(
      ["demo", lesson, "--track", track, "--auto", "--speed", "1000", "--json", "race.json", "--html", "page.html"])
    #expect(outcome.exit == 0, "\(outcome.output)\(outcome.errors)")
    let result = try Race(sandbox.path + "/race.json")
    #expect(result.lesson == lesson && result.track == track && result.outcome == "shown")
    #expect(result.pictures.map { $0.figures.contains { $0.isBad == true } } == [true, false])
    // The numbers on the screen and on the page are those that were measured.
    let page = try String(contentsOfFile: sandbox.path + "/page.html", encoding: .utf8)
    for picture in result.pictures {
      let figure = try #require(picture.figures.first)
      let number =
        figure.value == figure.value.rounded() ? "\(Int(figure.value))" : "\((figure.value * 10).rounded() / 10)"
      #expect(outcome.output.contains("\(figure.label) \(number)"), "\(outcome.output)")
      #expect(page.contains(number))
    }
    #expect(outcome.output.contains("  ✔  "), "\(outcome.output)")
    // What is kept for a day on which the machine is too busy.
    #expect(FileManager.default.fileExists(atPath: "\(sandbox.path)/state/pitfall/demo/\(lesson)-\(track).json"))
    try expectNothingLeft(sandbox)
  }

  @Test("Two runs of the same demo measure different numbers: nothing is canned")
  func measures() async throws {
    var all: [Race] = []
    for number in 0..<2 {
      let outcome = try await pitfall.run(
        ["demo", "01", "--track", "swift", "--auto", "--speed", "1000", "--json", "\(number).json"])
      #expect(outcome.exit == 0, "\(outcome.output)")
      all.append(try Race("\(sandbox.path)/\(number).json"))
    }
    #expect(all[0].pictures.map(\.elapsed) != all[1].pictures.map(\.elapsed))
  }

  @Test(
    "--check says that this machine can show it, in one sentence, with the numbers", arguments: ["swift", "fastapi"])
  func checks(track: String) async throws {
    let outcome = try await pitfall.run(["demo", "03", "--track", track, "--check"])
    #expect(outcome.exit == 0, "\(outcome.errors)")
    #expect(outcome.sentences.contains("This machine can show it: the race took"))
    #expect(outcome.output.contains("broken: read for one page"))
    try expectNothingLeft(sandbox)
  }

  @Test("--against races another module; one that shows the pitfall, too, is told so, with exit code 1")
  func against() async throws {
    let fixed = Products.project + "/Solutions/01-blocking/swift/own-threads"
    let other = try await pitfall.run(
      ["demo", "01", "--track", "swift", "--auto", "--speed", "1000", "--against", fixed])
    #expect(other.exit == 0, "\(other.output)\(other.errors)")
    #expect(other.output.contains("\nOWN-THREADS   slowest ping"), "\(other.output)")
    let broken = Products.project + "/Lessons/01-blocking/swift/main.swift"
    let same = try await pitfall.run(
      ["demo", "01", "--track", "swift", "--auto", "--speed", "1000", "--against", broken])
    #expect(same.exit == 1)
    #expect(same.sentences.contains("The second server shows the pitfall, too."), "\(same.output)")
    // Only the lesson's own race is one to go back to.
    #expect(!FileManager.default.fileExists(atPath: sandbox.path + "/state/pitfall/demo/01-blocking-swift.json"))
    try expectNothingLeft(sandbox)
  }

  @Test("A second server that does not compile is told with what the compiler says")
  func doesNotCompile() async throws {
    let module = try sandbox.module("swift", "let port: Int = \"wrong\"\n")
    let outcome = try await pitfall.run(
      ["demo", "01", "--track", "swift", "--auto", "--speed", "1000", "--against", module])
    #expect(outcome.exit == 1)
    #expect(outcome.sentences.contains("The module server does not start"), "\(outcome.output)")
    #expect(outcome.output.contains("main.swift:1:"), "\(outcome.output)")
    try expectNothingLeft(sandbox)
  }

  @Test("--cast records each step with a marker, for a player, without the links of the page")
  func records() async throws {
    let outcome = try await pitfall.run(
      ["demo", "05", "--track", "swift", "--auto", "--speed", "100", "--web", "--cast", "demo.cast"])
    #expect(outcome.exit == 0, "\(outcome.errors)")
    let lines = try String(contentsOfFile: sandbox.path + "/demo.cast", encoding: .utf8).split(separator: "\n")
      .map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
    #expect((lines[0] as? [String: Any])?["version"] as? Int == 2)
    let events = lines.dropFirst().compactMap { $0 as? [Any] }
    let markers = events.filter { $0[1] as? String == "m" }.compactMap { $0[2] as? String }
    #expect(markers == ["1 code", "2 question", "3 race", "4 reveal", "5 fix", "6 rule"])
    let times = events.compactMap { $0[0] as? Double }
    #expect(times.count == events.count && times == times.sorted())
    let shown = events.filter { $0[1] as? String == "o" }.compactMap { $0[2] as? String }.joined()
    #expect(shown.contains("wrong responses"))
    #expect(!shown.contains("key=") && !shown.contains("http://"))
    try expectNothingLeft(sandbox)
  }

  @Test(
    "What cannot be shown is told in one sentence before anything is started",
    arguments: [
      (["99"], 64, "lesson"), (["01", "--speed", "0"], 64, "--speed must be between 0.1 and 1000."),
      (["01", "--against", "nowhere"], 64, "nowhere"),
      (["01", "--json", "no/where.json"], 64, "no/where.json cannot be written"),
      (["01", "--html", "."], 64, "cannot be written"),
      (["01", "--web", "--port", "70000"], 64, "--port must be between 0 and 65535."),
      (["01", "--notes"], 64, "No demo is shown now."),
    ] as [([String], Int32, String)])
  func badUsage(arguments: [String], exit: Int32, words: String) async throws {
    let outcome = try await pitfall.run(["demo", "--auto", "--speed", "1000"] + arguments)
    #expect(outcome.exit == exit, "\(outcome.errors)")
    #expect(outcome.errors.contains(words), "\(outcome.errors)")
    #expect(!outcome.output.contains("BROKEN"))
    try expectNothingLeft(sandbox)
  }

  @Test(
    "A demo.yaml that is wrong is told with its line",
    arguments: [
      ("format_version: 1", "format_version: 1\nspeaker: ada", "'speaker'"),
      ("  answer: 2", "  answer: 4", "from 1 to 3, but is 4"),
      ("kind: timeline", "kind: marathon", "there is no race 'marathon'"),
      ("fix: async-client", "fix: nothing", "there is no fix 'nothing'"),
      ("format_version: 1", "format_version: 2", "format_version"),
      ("usleep(400_000)", "usleep(500_000)", "no line of the broken module has the text"),
    ])
  func badScript(right: String, wrong: String, words: String) async throws {
    let folder = try sandbox.copy("Lessons/01-blocking")
    try sandbox.copy("Solutions/01-blocking")
    let text = try String(contentsOfFile: folder + "/demo.yaml", encoding: .utf8)
    try #require(text.contains(right))
    try sandbox.write(text.replacing(right, with: wrong), to: "Lessons/01-blocking/demo.yaml")
    for command in [["demo", "01", "--auto"], ["lesson", "check", "01", "--only", "demo"]] {
      let outcome = try await pitfall.run(command + ["--track", "swift", "--lessons", "Lessons"])
      #expect(outcome.exit == 64, "\(outcome.errors)")
      #expect(outcome.errors.contains(words), "\(outcome.errors)")
      #expect(outcome.errors.contains(#/demo\.yaml:\d+/#), "\(outcome.errors)")
    }
    try expectNothingLeft(sandbox)
  }

  @Test("A lesson without a demo says so")
  func none() async throws {
    let folder = try sandbox.copy("Lessons/01-blocking")
    try sandbox.copy("Solutions/01-blocking")
    try FileManager.default.removeItem(atPath: folder + "/demo.yaml")
    let outcome = try await pitfall.run(["demo", "01", "--lessons", "Lessons"])
    #expect(outcome.exit == 64)
    #expect(outcome.errors.contains("01-blocking has no demo"), "\(outcome.errors)")
  }

  @Test("An interrupted demo stops both servers")
  func isInterrupted() async throws {
    let outcome = try await pitfall.run(["demo", "01", "--track", "swift", "--auto", "--speed", "1000"]) { running in
      try await running.waitUntilItSays("both servers run")
      running.signal(SIGINT)
    }
    #expect(outcome.exit == 130, "\(outcome.errors)")
    try expectNothingLeft(sandbox)
  }
}

/// What `demo --json` writes, as another program reads it.
struct Race: Decodable {
  struct Picture: Decodable {
    struct Figure: Decodable {
      let label: String
      let value: Double
      let isBad: Bool?

      enum CodingKeys: String, CodingKey {
        case label, value
        case isBad = "is_bad"
      }
    }

    let elapsed: Double
    let figures: [Figure]

    enum CodingKeys: String, CodingKey {
      case figures
      case elapsed = "elapsed_ms"
    }
  }

  let lesson: String
  let track: String
  let outcome: String
  let pictures: [Picture]

  init(_ file: String) throws {
    self = try JSONDecoder().decode(Race.self, from: Data(contentsOf: URL(fileURLWithPath: file)))
  }
}
