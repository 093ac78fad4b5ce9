import Foundation
import TestSupport
import Testing

@Suite("A standard output that cannot be written", .timeLimit(.minutes(30)))
struct StandardOutputTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private static let full = "pitfall: Standard output cannot be written: No space left on device.\n"

  private func run(_ line: String, isIdle: Bool = true) async throws -> Outcome {
    let outcome = try await Pitfall(sandbox, isIdle: isIdle).shell(line)
    #expect(outcome.output == "")
    try expectNothingLeft(sandbox)
    return outcome
  }

  @Test("A full device is reported in one sentence, and an incomplete output is not a success")
  func saysFull() async throws {
    for words in ["list", "list --json", "show api", "list --help"] {
      let outcome = try await run("\"$pitfall\" \(words) > /dev/full")
      #expect(outcome.exit == 69 && outcome.errors == Self.full, "\(words): \(outcome.errors)")
    }
    let script = try await run("printf 'list\\n# remark\\nprogress\\n' | \"$pitfall\" > /dev/full")
    #expect(script.exit == 69)
    #expect(script.errors == Self.full)
  }

  @Test("A verdict that is lost is none, whatever it was", arguments: ["contract", "rendezvous", "contract --json"])
  func losesVerdict(check: String) async throws {
    let outcome = try await run("\"$pitfall\" verify 01 --check \(check) > /dev/full", isIdle: false)
    #expect(outcome.exit == 69)
    #expect(outcome.errors.hasSuffix("\n" + Self.full), "\(outcome.errors)")
    #expect(outcome.errors.ranges(of: "Standard output").count == 1)
    // Nothing was to be written there.
    let refused = try await run("\"$pitfall\" show 99 > /dev/full")
    #expect(refused.exit == 64)
    #expect(refused.errors == "pitfall: There is no lesson '99'. The lessons are \(Products.lessonList).\n")
  }

  @Test(
    "A closed standard output is reported by every command",
    arguments: [
      "list", "show api", "list --help", "--version", "help verify", "hint 01", "lesson checks", "progress --json",
      "doctor", "workbench", "solution 01",
    ])
  func saysClosed(words: String) async throws {
    let outcome = try await run("\"$pitfall\" \(words) >&-")
    #expect(outcome.exit == 69)
    #expect(outcome.errors == "pitfall: Standard output cannot be written: it is closed.\n")
  }

  @Test("Each command of a script that loses its results has failed, and the reason is said once")
  func losesScript() async throws {
    // The first result is written, the others are not.
    let line = "printf 'list\\nverify 01 --check rendezvous\\nlist\\n' | (ulimit -f 1; \"$pitfall\" > out)"
    let outcome = try await run(line, isIdle: false)
    #expect(outcome.exit == 69)
    #expect(outcome.errors.ranges(of: "pitfall: Standard output cannot be written: File too large.\n").count == 1)
  }
}
