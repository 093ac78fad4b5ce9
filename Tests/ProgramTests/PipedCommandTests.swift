import Foundation
import TestSupport
import Testing

@Suite("Commands on standard input", .timeLimit(.minutes(30)))
struct PipedCommandTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private static let listed = "01-blocking  Blocking operations in async endpoints\n"
  private static let help = "USAGE: pitfall list "

  @Test(
    "The commands' results are in order, without a prompt or an escape, whatever the line endings",
    arguments: [
      "list\nshow 01\nlist --help\n", "list\r\nshow 01\r\nlist --help\r\n", "list\nshow 01\nlist --help",
      "\n  \nlist\n\nshow '01'\n\t list   \"--help\"\n\n",
      "list\nshow 01\nlist --help\nquit\nverify 99\n",
      "\u{FEFF}list\nshow 01\nlist --help\nexit", "li\nsho 01\nlis --help\n",
    ])
  func runsInOrder(input: String) async throws {
    let outcome = try await Pitfall(sandbox).pipe(Array(input.utf8))
    #expect(outcome.exit == 0)
    #expect(outcome.errors == "")
    let texts = [Self.listed, "\n# Blocking operations in async endpoints\n", "\n- order: A quick request", Self.help]
    let places = texts.map { outcome.output.range(of: $0)?.lowerBound }
    #expect(outcome.output.hasPrefix(Self.listed))
    #expect(places.allSatisfy { $0 != nil } && places.compactMap(\.self).sorted() == places, "\(outcome.output)")
    #expect(outcome.output.ranges(of: Self.listed).count == 1)
    #expect(!outcome.output.contains("\u{1B}") && !outcome.output.contains("❯"))
  }

  @Test("The highest exit code is the script's, and a command that fails does not stop it")
  func exits() async throws {
    try Workbench.begin(sandbox)
    let failing = try await Pitfall(sandbox).pipe(
      Array("verify --check contract\nverify --check rendezvous\nhint --seen\n".utf8), judging: true)
    #expect(failing.exit == 1)
    #expect(failing.output.contains("✘ rendezvous   Requests wait for the upstream concurrently\n"))
    let worse = try await Pitfall(sandbox).pipe(Array("show 99\nverify --check rendezvous\nlist\n".utf8), judging: true)
    #expect(worse.exit == 64)
    #expect(worse.errors.hasPrefix("pitfall: There is no lesson '99'. The lessons are \(Products.lessonList).\n"))
    #expect(worse.output.contains("✘ rendezvous   Requests wait for the upstream concurrently\n"))
    #expect(worse.output.contains(Self.listed))
  }

  @Test(
    "Without commands it greets and shows the damage, and names the next command", arguments: ["< /dev/null", "<&-"])
  func welcomes(input: String) async throws {
    let outcome = try await Pitfall(sandbox).shell("\"$pitfall\" \(input)")
    #expect(outcome.exit == 0)
    #expect(outcome.output.hasPrefix("pitfall\n\nLearn what goes wrong in asynchronous servers by fixing real ones."))
    #expect(outcome.output.contains("A client requests /ping while slow requests are in progress; broken:\n"))
    #expect(outcome.output.contains("\nFixed: contract pass, rendezvous pass, loop pass, order pass, patience pass\n"))
    #expect(outcome.output.contains("\nNext: \(try Products.path("pitfall")) start 01-blocking\n"))
    #expect(!outcome.output.contains("\u{1B}"))
    try expectNothingLeft(sandbox)
  }

  @Test("A reader that goes away ends it before the next command", arguments: ["| head -1", "| true"])
  func endsWithReader(reader: String) async throws {
    // Far more than fits into the pipe, so that it must notice.
    try sandbox.write(String(repeating: "list\n", count: 500) + "progress --export mark\n", to: "input")
    let outcome = try await Pitfall(sandbox, isIdle: true).shell(
      "\"$pitfall\" < input \(reader); echo \"${PIPESTATUS[0]}\" >&2")
    #expect(outcome.output == (reader == "| true" ? "" : Self.listed))
    #expect(outcome.errors == "0\n")
    #expect(!FileManager.default.fileExists(atPath: sandbox.path + "/mark"))
    try expectNothingLeft(sandbox)
  }

  @Test("Hundreds of commands run, and none of them keeps a descriptor open")
  func runsMany() async throws {
    try sandbox.write(String(repeating: "list\n", count: 300), to: "input")
    let outcome = try await Pitfall(sandbox, isIdle: true).shell("ulimit -n 64; \"$pitfall\" < input")
    #expect(outcome.exit == 0, "\(outcome.errors)")
    #expect(outcome.output.ranges(of: Self.listed).count == 300)
    try expectNothingLeft(sandbox)
  }

  @Test("The workbench's own options apply to the commands too")
  func passesOptions() async throws {
    try Workbench.begin(sandbox, in: "else where")
    let script = Array("progress\nhint --seen\nworkbench\n".utf8)
    let outcome = try await Pitfall(sandbox).pipe(script, options: "--workspace 'else where' --color always")
    #expect(outcome.exit == 64)
    #expect(outcome.errors == "pitfall: This is the workbench already.\n")
    #expect(outcome.output.contains("01-blocking swift: \u{1B}[1mnot started\u{1B}[0m\n"))
    #expect(
      outcome.output.hasSuffix(
        "\nNext: \(try Products.path("pitfall")) edit --workspace 'else where'\n"
          + "You have not seen a hint yet. Type hint for the first one.\n"), "\(outcome.output)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sandbox.path).sorted() == ["else where", "input", "tmp"])
  }
}
