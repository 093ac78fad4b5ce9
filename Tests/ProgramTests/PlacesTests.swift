import Base
import Files
import Foundation
import TestSupport
import Testing

/// Where a module lies, and how its lines end, is not what it does.
@Suite("Right modules in unusual places", .timeLimit(.minutes(30)))
struct PlacesTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  /// "café" in Latin 1, which is not UTF-8.
  private static let latin = String(keeping: Array("caf".utf8) + [0xe9])

  private func expectPass(_ words: [String]) async throws {
    let outcome = try await Pitfall(sandbox).run(words)
    #expect(outcome.exit == 0, "\(outcome.output)\(outcome.errors)")
    try expectNothingLeft(sandbox)
  }

  @Test(
    "A fix of each lesson passes all checks, wherever it lies",
    arguments: [
      ("01-blocking/swift/async-client", Place(folder: "my module (1)", form: .crlf)),
      ("01-blocking/fastapi/async-client", Place(folder: "my module (1)", file: "fix.v2", form: .cr)),
      ("02-dependencies/swift/throwing", Place(folder: "prüfung 🙂", form: .cr, hasLeftovers: true)),
      ("02-dependencies/fastapi/sync-session", Place(folder: "prüfung 🙂", form: .latin1, hasLeftovers: true)),
      ("03-queries/swift/async-read", Place(folder: "it's \"quoted\"", file: "-fix")),
      ("03-queries/fastapi/async-session", Place(folder: "it's \"quoted\"", file: "sqlalchemy", form: .crlf)),
      ("05-middleware/swift/two-middlewares", Place(folder: latin, form: .crlf)),
      ("05-middleware/fastapi/pure-asgi", Place(folder: latin, form: .crlf)),
    ])
  func passes(fix: String, place: Place) async throws {
    let parts = fix.split(separator: "/").map(String.init)
    let module = try place.put(fix, parts[1], in: sandbox)
    try await expectPass(["verify", parts[0], "--track", parts[1], "--module", module])
  }

  /// The check that reads the module's log and looks up the places that it names.
  @Test(
    "An error is found in the log, wherever the module lies",
    arguments: [
      Place(folder: "a b", file: "x y (1)"), Place(folder: "+()@,:=&#%'[]{}*;$!?<>|`", form: .cr),
      Place(folder: "100%25\\n\\u0041", file: "a%20b", form: .mark), Place(folder: "new\nline\ttab", file: "new\nline"),
      Place(folder: "-dash", file: ".hidden", form: .crlf), Place(folder: ".hidden", hasLeftovers: true),
      Place(folder: "e\u{301}\u{202e}", file: "prüfung 🙂"), Place(folder: "plain", file: latin),
      Place(folder: latin, file: "fastapi", form: .latin1), Place(folder: "a/../b/./c", file: "__main__"),
    ], ["swift", "fastapi"])
  func findsPlaces(place: Place, track: String) async throws {
    let fix = "05-middleware/\(track)/" + (track == "swift" ? "two-middlewares" : "pure-asgi")
    let module = try place.put(fix, track, in: sandbox)
    try await expectPass(["verify", "05", "--track", track, "--check", "fault", "--module", module])
  }

  @Test("The compiler's and Python's own words name the learner's file", arguments: ["swift", "fastapi"])
  func namesFile(track: String) async throws {
    let suffix = track == "swift" ? ".swift" : ".py"
    let folder = sandbox.path + "/" + Self.latin
    try Folder.make(folder)
    try AtomicFile.create("\(folder)/fix v2\(suffix)", Data("\r\n\r\nimport nothing.here\r\n".utf8))
    let outcome = try await Pitfall(sandbox).run(
      ["verify", "05", "--track", track, "--module", "\(folder)/fix v2\(suffix)"])
    #expect(outcome.exit == 1)
    let place = track == "swift" ? "fix v2.swift:3:" : "/fix v2.py\", line 3"
    #expect(outcome.sentences.contains(place), "\(outcome.output)")
    try expectNothingLeft(sandbox)
  }

  @Test("A relative path that begins with a dash is a path")
  func takesDash() async throws {
    _ = try Place(folder: ".", file: "-fix").put("05-middleware/fastapi/pure-asgi", "fastapi", in: sandbox)
    try await expectPass(["verify", "05", "--track", "fastapi", "--check", "once", "--module", "-fix.py"])
  }

  @Test("A workspace works in any folder: start, apply, verify, and diff")
  func learns() async throws {
    let workspace = "prüfung \"1\" & (2)\t"
    func run(_ words: String...) async throws -> Outcome {
      let outcome = try await Pitfall(sandbox).run(words + ["--workspace", workspace])
      try expectNothingLeft(sandbox)
      return outcome
    }
    #expect(try await run("start", "05", "--track", "fastapi").exit == 0)
    #expect(try await run("apply", "05", "pure-asgi").exit == 0)
    let folder = "\(sandbox.path)/\(workspace)/05-middleware/fastapi"
    let text = try #require(try RegularFile.read(folder + "/main.py"))
    try AtomicFile.write(
      Place.Form.crlf.bytes(String(decoding: text, as: UTF8.self), "fastapi"), to: folder + "/main.py")
    try AtomicFile.create(folder + "/zusätze 1.py", Data([0x23, 0xe9, 0x0a]))
    for name in Place.leftovers { try AtomicFile.create("\(folder)/\(name)", Data([0])) }
    let judged = try await run("verify")
    #expect(judged.exit == 0, "\(judged.output)")
    let difference = try await run("diff")
    #expect(difference.exit == 0)
    let headers = difference.output.split(whereSeparator: \.isNewline).filter {
      $0.hasPrefix("--- ") || $0.hasPrefix("+++ ")
    }
    #expect(
      headers == [
        "--- broken/main.py", "+++ yours/main.py", "--- broken/zusätze 1.py", "+++ yours/zusätze 1.py",
      ], "\(difference.output)\(difference.errors)")
  }

  @Test("A module runs in any folder", arguments: ["swift", "fastapi"])
  func runs(track: String) async throws {
    let fix = "02-dependencies/\(track)/" + (track == "swift" ? "throwing" : "sync-session")
    let module = try Place(folder: "new\nline '\(Self.latin)'", form: .crlf, hasLeftovers: true).put(
      fix, track, in: sandbox)
    let outcome = try await Pitfall(sandbox).run(
      ["run", "02", "--track", track, "--port", "0", "--module", module]
    ) { running in
      let line = try await running.waitUntilItSays(" answers at http://")
      let address = try #require(line.split(separator: " ").first { $0.hasPrefix("http://127.0.0.1:") }).description
      #expect(try await Tool.system("curl").run(["-sS", address + "/ping"]).output == #"{"message":"pong"}"#)
      running.signal(SIGINT)
    }
    #expect(outcome.exit == 0, "\(outcome.errors)")
    try expectNothingLeft(sandbox)
  }

  @Test("Lessons are proven in any folder, whatever editors leave there")
  func proves() async throws {
    for name in ["Lessons", "Solutions"] {
      try sandbox.copy("\(name)/05-middleware")
      try Folder.make(sandbox.path + "/my lessons [1]\n")
      try FileManager.default.moveItem(
        atPath: "\(sandbox.path)/\(name)", toPath: "\(sandbox.path)/my lessons [1]\n/\(name)")
    }
    let root = sandbox.path + "/my lessons [1]\n"
    let manifest = root + "/Lessons/05-middleware/lesson.yaml"
    let text = try #require(try RegularFile.read(manifest))
    try AtomicFile.write(Place.Form.crlf.bytes(String(decoding: text, as: UTF8.self), "swift"), to: manifest)
    for module in ["swift/two-middlewares", "fastapi/pure-asgi"] {
      for name in Place.leftovers {
        try AtomicFile.create("\(root)/Solutions/05-middleware/\(module)/\(name)", Data([0]))
      }
    }
    try Folder.make(root + "/Lessons/.05-middleware")
    try AtomicFile.create(root + "/Lessons/.05-middleware/lesson.yaml", Data())
    for (track, name) in [("swift", "two-middlewares"), ("fastapi", "pure-asgi")] {
      try await expectPass(
        ["lesson", "check", "05", "--lessons", root + "/Lessons", "--track", track, "--only", name]
          + ["--journal", "journal"])
    }
  }
}
