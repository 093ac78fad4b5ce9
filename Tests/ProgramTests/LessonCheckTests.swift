import Foundation
import ModuleRuntime
import TestSupport
import Testing

@Suite("lesson check", .timeLimit(.minutes(30)))
struct LessonCheckTests {
  private let sandbox: Sandbox
  private let lesson: String
  private let solutions: String

  init() throws {
    sandbox = try Sandbox()
    lesson = try sandbox.copy("Lessons/01-blocking")
    solutions = try sandbox.copy("Solutions/01-blocking")
  }

  /// Checks the swift modules with this name, because a track needs no more than the other.
  private func check(_ name: String, _ options: [String] = []) async throws -> Outcome {
    let outcome = try await Pitfall(sandbox).run(
      ["lesson", "check", "01", "--lessons", sandbox.path + "/Lessons", "--track", "swift", "--only", name]
        + ["--journal", "journal.jsonl"] + options)
    try expectNothingLeft(sandbox)
    return outcome
  }

  private func replace(_ module: String, by other: String) throws {
    try FileManager.default.removeItem(atPath: module + "/main.swift")
    try FileManager.default.copyItem(atPath: other + "/main.swift", toPath: module + "/main.swift")
  }

  /// Expects a check that fails for this module, which stands out in the table and is described below it.
  private func expectWrong(_ outcome: Outcome, _ module: String, expected: String, seen: String) {
    #expect(outcome.exit == 1)
    let row: [Substring] = ["BAD"] + module.split(separator: " ")
    #expect(
      outcome.output.split(separator: "\n").contains { $0.split(separator: " ").starts(with: row) }, "\(outcome.output)"
    )
    let complaint = "BAD 01-blocking swift \(module): expected \(expected), seen \(seen)\n"
    #expect(outcome.output.contains(complaint), "\(outcome.output)")
    #expect(outcome.errors.contains(complaint))
    #expect(outcome.output.contains("\nAll: 1 module, 1 run: 1 wrong, 0 inconclusive"))
  }

  @Test("Modules that behave as the lesson says are as expected", arguments: ["swift", "fastapi"])
  func passes(track: String) async throws {
    let outcome = try await Pitfall(sandbox).run(
      ["lesson", "check", "01", "--lessons", sandbox.path + "/Lessons", "--track", track, "--only", "async-client"]
        + ["--journal", "journal.jsonl"])
    #expect(outcome.exit == 0)
    #expect(outcome.output.hasPrefix("01-blocking, \(track)\n"))
    #expect(
      outcome.output.contains(#/\nok  fix   async-client     1  +[0-9.]+  none      same\n/#), "\(outcome.output)")
    #expect(outcome.output.contains("\nAll: 1 module, 1 run: 0 wrong, 0 inconclusive; median of the fixes "))
    #expect(outcome.errors.contains("1 of 1 runs, 0:"))
    try expectNothingLeft(sandbox)
  }

  /// What pitfall reads of a module's files, memory and calls, it must find in the strongest box of this machine too.
  @Test(
    "Modules in the box that grade uses are as expected, too",
    arguments: [
      ("01", "swift", "async-client"), ("01", "fastapi", "async-client"), ("02", "swift", "layered"),
      ("02", "fastapi", "layered"), ("03", "swift", "keyset"), ("03", "fastapi", "keyset"), ("04", "swift", "defer"),
      ("04", "fastapi", "try-finally"), ("05", "swift", "type-in-answer"), ("05", "swift", "place-of-the-middleware"),
      ("05", "fastapi", "traceback-in-answer"),
    ])
  func isolates(lesson: String, track: String, name: String) async throws {
    if track == "fastapi" { try await SharedEnvironment.isMade() }
    let strongest = try await IsolationProbe(Installation.around(executable: Products.path("pitfall"))).strongest().tier
    let outcome = try await Pitfall(sandbox).run(
      ["lesson", "check", lesson, "--track", track, "--only", name, "--isolation", strongest.rawValue]
        + ["--journal", "journal.jsonl"])
    #expect(outcome.exit == 0, "\(outcome.output)")
    let journal = try String(contentsOfFile: sandbox.path + "/journal.jsonl", encoding: .utf8)
    #expect(journal.contains("\"isolation\":\"\(strongest.rawValue)\""))
    try expectNothingLeft(sandbox)
  }

  private static let fewNamespaces =
    "unshare --user --map-root-user --mount sh -c 'cd /proc/sys/user; echo 0 >max_mnt_namespaces; exec \"$@\"' sh"

  @Test(
    "A tier that this machine lacks ends it with the reason, and 69",
    .enabled("needs user namespaces") {
      try await Tool.system("bash").run(["-c", "\(fewNamespaces) true"]).status == 0
    })
  func needsTier() async throws {
    let outcome = try await Pitfall(sandbox).shell(
      "\(Self.fewNamespaces) $pitfall lesson check 01 --isolation full --journal $PWD/journal.jsonl")
    #expect(outcome.exit == 69)
    #expect(outcome.output == "")
    #expect(
      outcome.errors.contains(
        #/Isolation 'full' is required, and this machine has '[a-z]+' at most \(the guardian's step 'mounts' failed: /#),
      "\(outcome.errors)")
  }

  @Test("A broken module that passes is found")
  func findsFixInPlaceOfBroken() async throws {
    try replace(lesson + "/swift", by: solutions + "/swift/async-client")
    expectWrong(try await check("broken"), "broken broken", expected: "loop, order, rendezvous", seen: "none")
  }

  @Test("A fix that fails is found, with the report that says why")
  func findsBrokenInPlaceOfFix() async throws {
    try replace(solutions + "/swift/async-client", by: lesson + "/swift")
    let outcome = try await check("async-client")
    expectWrong(outcome, "fix async-client", expected: "none", seen: "loop, order, rendezvous")
    #expect(outcome.output.contains("\n✘ rendezvous   Requests wait for the upstream concurrently\n"))
  }

  @Test("A decoy in place of a fix is found")
  func findsDecoyInPlaceOfFix() async throws {
    try replace(solutions + "/swift/async-client", by: lesson + "/decoys/swift/cached")
    expectWrong(try await check("async-client"), "fix async-client", expected: "none", seen: "patience, rendezvous")
  }

  @Test("A decoy that fails more checks than the lesson says, or fewer, is found")
  func findsOthersInPlaceOfDecoy() async throws {
    let decoy = lesson + "/decoys/swift/cached"
    try replace(decoy, by: lesson + "/swift")
    expectWrong(
      try await check("cached"), "decoy cached", expected: "patience, rendezvous", seen: "loop, order, rendezvous")
    try replace(decoy, by: solutions + "/swift/async-client")
    expectWrong(try await check("cached"), "decoy cached", expected: "patience, rendezvous", seen: "none")
  }

  @Test("A decoy that fails other checks than the lesson says is found")
  func findsWrongClaim() async throws {
    let file = lesson + "/lesson.yaml"
    let manifest = try String(contentsOfFile: file, encoding: .utf8)
    // The first decoy of this name is the swift one.
    let claim = try #require(manifest.range(of: "- name: only-block-fixed\n      fails: [rendezvous, loop]"))
    try manifest.replacingCharacters(in: claim, with: "- name: only-block-fixed\n      fails: [order]")
      .write(toFile: file, atomically: true, encoding: .utf8)
    expectWrong(
      try await check("only-block-fixed"), "decoy only-block-fixed", expected: "order", seen: "loop, rendezvous")
  }

  @Test("A fix that does not compile is found, with the compiler's words")
  func findsWhatDoesNotCompile() async throws {
    try "let x: Int = \"no\"\n".write(
      toFile: solutions + "/swift/offload/main.swift", atomically: true, encoding: .utf8)
    let outcome = try await check("offload")
    expectWrong(outcome, "fix offload", expected: "none", seen: "starts")
    #expect(outcome.output.contains("main.swift:1:14: error: cannot convert value of type 'String'"))
  }

  @Test("A module that ends before it answers is found, with its last words")
  func findsWhatDoesNotStart() async throws {
    try replace(lesson + "/swift", by: solutions + "/swift/async-client")
    try "fatalError(\"no wish to live\")\n".write(
      toFile: lesson + "/swift/main.swift", atomically: true, encoding: .utf8)
    let outcome = try await check("broken")
    expectWrong(outcome, "broken broken", expected: "loop, order, rendezvous", seen: "starts")
    #expect(outcome.output.contains("no wish to live"))
  }

  @Test("--margins prints only a document, and makes it again from the kept runs")
  func printsMargins() async throws {
    let first = try await check("async-client", ["--margins"])
    #expect(first.exit == 0)
    #expect(first.output.hasPrefix("# Margins\n"), "\(first.output)")
    #expect(first.output.contains("\nMade by `pitfall lesson check 01 --track swift --only async-client --margins`:\n"))
    #expect(first.output.contains("\n| `loop` | `longest_sleep_ms` | below 15 ms | "))
    #expect(first.errors.contains("\nAll: 1 module, 1 run: 0 wrong, 0 inconclusive; median of the fixes "))
    let again = try await check("async-client", ["--margins", "--resume"])
    #expect(again.exit == 0)
    #expect(
      again.errors.prefixMatch(of: #/1 of 1 runs are taken over\.\n1 of 1 runs, [0-9:]+\nAll: /#) != nil,
      "\(again.errors)")
    func table(_ outcome: Outcome) -> Substring? {
      outcome.output.range(of: "\n## 01-blocking\n").map { outcome.output[$0.lowerBound...] }
    }
    #expect(table(again) == table(first))
    #expect(try await check("async-client", ["--margins", "--json"]).exit == 64)
  }

  @Test("--times repeats, concurrently or not, and --json reports each run", arguments: ["1", "2"])
  func repeats(jobs: String) async throws {
    struct Row: Decodable {
      let kind: String
      let name: String
      let expected: [String]
      let seen: [[String]]
      let seconds: [Double]
      let medianSeconds: Double
      let wrong: Int
      let wrongSeeds: [UInt64]

      enum CodingKeys: String, CodingKey {
        case kind, name, expected, seen, seconds, wrong
        case medianSeconds = "median_seconds"
        case wrongSeeds = "wrong_seeds"
      }
    }
    try replace(solutions + "/swift/async-client", by: lesson + "/decoys/swift/only-block-fixed")
    // A name that a fix and some decoys have in common.
    let outcome = try await check("async", ["--times", "2", "--jobs", jobs, "--json"])
    #expect(outcome.exit == 1)
    let rows: [Row] = try outcome.decode()
    #expect(rows.map(\.name) == ["async-client", "async-let", "async-wrapper"])
    #expect(rows.map(\.kind) == ["fix", "fix", "decoy"])
    #expect(rows.map(\.expected) == [[], [], ["loop", "order", "rendezvous"]])
    #expect(rows[0].seen == [["loop", "rendezvous"], ["loop", "rendezvous"]])
    #expect(rows[2].seen == [["loop", "order", "rendezvous"], ["loop", "order", "rendezvous"]])
    #expect(rows.map(\.wrong) == [2, 0, 0])
    #expect(rows.map(\.wrongSeeds.count) == [2, 0, 0])
    #expect(rows.allSatisfy { $0.seconds.count == 2 && $0.medianSeconds == $0.seconds.max() })
  }
}
