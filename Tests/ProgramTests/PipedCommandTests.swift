import Foundation
import TestSupport
import Testing

@Suite("Commands on standard input")
struct PipedCommandTests {
  private let sandbox: Sandbox
  private var idle: Pitfall

  init() throws {
    sandbox = try Sandbox()
    idle = Pitfall(sandbox)
    // But for those that measure, below.
    idle.isIdle = true
  }

  private func pipe(_ input: [UInt8], judging: Bool = false, options: String = "") async throws -> Outcome {
    try sandbox.write(Data(input), to: "input")
    var pitfall = idle
    pitfall.isIdle = !judging
    let outcome = try await pitfall.shell("\"$pitfall\" \(options) < input")
    #expect(!outcome.isCrash, "\(outcome.errors)")
    try expectNothingLeft(sandbox)
    return outcome
  }

  private static let listed = "01-blocking  Blocking operations in async endpoints\n"
  private static let help = "USAGE: pitfall list "

  @Test(
    "The commands' results come in order, without a prompt or an escape, whatever the lines' ends",
    arguments: [
      "list\nshow 01\nlist --help\n", "list\r\nshow 01\r\nlist --help\r\n", "list\nshow 01\nlist --help",
      "\n  \nlist\n\nshow '01'\n\t list   \"--help\"\n\n",
      "list\nshow 01\nlist --help\nquit\nverify 99\n",
      "list\nshow 01\nlist --help\nexit", "li\nsho 01\nlis --help\n",
    ])
  func runsInOrder(input: String) async throws {
    let outcome = try await pipe(Array(input.utf8))
    #expect(outcome.exit == 0)
    #expect(outcome.errors == "")
    let texts = [Self.listed, "\n# Blocking operations in async endpoints\n", "\n- order: A quick request", Self.help]
    let places = texts.map { outcome.output.range(of: $0)?.lowerBound }
    #expect(outcome.output.hasPrefix(Self.listed))
    #expect(places.allSatisfy { $0 != nil } && places.compactMap(\.self).sorted() == places, "\(outcome.output)")
    #expect(outcome.output.ranges(of: Self.listed).count == 1)
    #expect(!outcome.output.contains("\u{1B}") && !outcome.output.contains("❯"))
  }

  @Test("The highest of the exit codes is the script's, and a command that fails does not stop it")
  func exits() async throws {
    try Workbench.begin(sandbox)
    let failing = try await pipe(
      Array("verify --check contract\nverify --check rendezvous\nhint --seen\n".utf8), judging: true)
    #expect(failing.exit == 1)
    #expect(failing.output.contains("✘ rendezvous   Requests wait for the partner side by side\n"))
    let worse = try await pipe(Array("show 99\nverify --check rendezvous\nlist\n".utf8), judging: true)
    #expect(worse.exit == 64)
    #expect(worse.errors.hasPrefix("pitfall: There is no lesson '99'. The lessons are 01-blocking.\n"))
    #expect(worse.output.contains("✘ rendezvous   Requests wait for the partner side by side\n"))
    #expect(worse.output.contains(Self.listed))
  }

  @Test(
    "Without commands it greets and shows the damage, and names the next command", arguments: ["< /dev/null", "<&-"])
  func welcomes(input: String) async throws {
    let outcome = try await Pitfall(sandbox).shell("\"$pitfall\" \(input)")
    #expect(outcome.exit == 0)
    #expect(outcome.output.hasPrefix("pitfall teaches the pitfalls of asynchronous servers on real ones."))
    #expect(outcome.output.contains("Someone asks for /ping while slow requests are under way; broken:\n"))
    #expect(outcome.output.contains("\nRepaired: contract pass, rendezvous pass, loop pass, order pass\n"))
    #expect(outcome.output.contains("\nNext: \(try Products.path("pitfall")) start 01-blocking\n"))
    #expect(!outcome.output.contains("\u{1B}"))
    try expectNothingLeft(sandbox)
  }

  @Test("A line that begins with # is a note")
  func skipsNotes() async throws {
    let outcome = try await pipe(Array("# it's a note\nlist\n  # another\n".utf8))
    withKnownIssue("Notes in a script are taken for commands") {
      #expect(outcome.exit == 0)
      #expect(outcome.errors == "")
    }
    #expect(outcome.output.contains(Self.listed))
  }

  @Test("An empty word is no command, and does not end the script")
  func refusesEmptyWord() async throws {
    let outcome = try await pipe(Array("''\nlist\n".utf8))
    withKnownIssue("An empty word leaves, as quit does: every word begins with it") {
      #expect(outcome.exit == 64)
      #expect(outcome.errors == "pitfall: There is no command ''. `help` shows them all.\n")
      #expect(outcome.output.hasPrefix(Self.listed))
    }
  }

  @Test("A reader that goes away ends it before the next command", arguments: ["| head -1", "| true"])
  func endsWithReader(reader: String) async throws {
    // Many times what fits into the pipe, so that it has to notice.
    try sandbox.write(String(repeating: "list\n", count: 500) + "progress --export mark\n", to: "input")
    let outcome = try await idle.shell("\"$pitfall\" < input \(reader); echo \"${PIPESTATUS[0]}\" >&2")
    #expect(outcome.output == (reader == "| true" ? "" : Self.listed))
    #expect(outcome.errors == "0\n")
    withKnownIssue("A script goes on to its end when nobody reads its output any more") {
      #expect(!FileManager.default.fileExists(atPath: sandbox.path + "/mark"))
    }
    try expectNothingLeft(sandbox)
  }

  @Test("A thousand commands")
  func runsMany() async throws {
    let outcome = try await pipe(Array(String(repeating: "list\n", count: 1_000).utf8))
    #expect(outcome.exit == 0)
    #expect(outcome.output.ranges(of: Self.listed).count == 1_000)
  }

  @Test("What is no command is said on standard error, and the next one runs")
  func explainsGarbage() async throws {
    let lines: [[UInt8]] = [[0xff, 0xfe, 0x41], [0x1b, 0x5b, 0x41], Array(repeating: 0x78, count: 100_000)]
    let outcome = try await pipe(Array((lines + [Array("日本\nlist".utf8)]).joined(separator: [0x0a])))
    #expect(outcome.exit == 64)
    #expect(outcome.errors.hasSuffix("pitfall: There is no command '日本'. `help` shows them all.\n"))
    #expect(outcome.errors.split(separator: "\n").count == 4)
    #expect(outcome.output.hasPrefix(Self.listed))
    let isSteered = outcome.errors.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }
    withKnownIssue("What was typed is repeated whole, however long, with its escape sequences") {
      #expect(!isSteered)
      #expect(outcome.errors.utf8.count < 4_000)
    }
  }

  @Test("NUL bytes are passed over, as a shell does")
  func dropsNULs() async throws {
    let outcome = try await pipe(Array("l\0is\0t\n\0\n".utf8))
    #expect(outcome.exit == 0 && outcome.output.hasPrefix(Self.listed) && outcome.errors == "")
  }

  @Test("A quote that is not closed is said, and the next command runs", arguments: ["'", "\""])
  func explainsQuotes(quote: String) async throws {
    let outcome = try await pipe(Array("show \(quote)01\nlist\n".utf8))
    #expect(outcome.exit == 64)
    #expect(outcome.output.contains(Self.listed))
    let sentence = "The quote \(quote) is not closed: add the second one, or put \\ before it.\n"
    #expect((outcome.output + outcome.errors).contains(sentence))
    withKnownIssue("A quote that is not closed is said on standard output, and without \"pitfall: \"") {
      #expect(outcome.errors == "pitfall: " + sentence)
    }
  }

  @Test("The workbench's own options hold for the commands too")
  func passesOptions() async throws {
    try Workbench.begin(sandbox, in: "else where")
    let script = Array("progress\nhint --seen\nworkbench\n".utf8)
    let outcome = try await pipe(script, options: "--workspace 'else where' --color always")
    #expect(outcome.exit == 64)
    #expect(outcome.errors == "pitfall: This is the workbench already.\n")
    #expect(outcome.output.contains("01-blocking swift: \u{1B}[1mnot started\u{1B}[0m\n"))
    #expect(outcome.output.hasSuffix("Next: \(try Products.path("pitfall")) verify\n"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: sandbox.path).sorted() == ["else where", "input", "tmp"])
  }
}
