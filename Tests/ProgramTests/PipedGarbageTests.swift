import Foundation
import TestSupport
import Testing

@Suite("Strange lines on standard input", .timeLimit(.minutes(30)))
struct PipedGarbageTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private static let listed = "01-blocking  Blocking operations in async endpoints\n"

  @Test("A line that begins with # is a comment")
  func skipsRemarks() async throws {
    let outcome = try await Pitfall(sandbox).pipe(Array("# it's a remark\nlist\n  # \"another\n#list\n".utf8))
    #expect(outcome.exit == 0)
    #expect(outcome.errors == "")
    #expect(outcome.output.hasPrefix(Self.listed) && outcome.output.ranges(of: Self.listed).count == 1)
  }

  @Test("An empty word is not a command, and does not end the script")
  func refusesEmptyWord() async throws {
    let outcome = try await Pitfall(sandbox).pipe(Array("''\nlist\n".utf8))
    #expect(outcome.exit == 64)
    #expect(outcome.errors == "pitfall: There is no command ''. Type help for all commands.\n")
    #expect(outcome.output.hasPrefix(Self.listed))
  }

  @Test("An unknown command is reported on standard error, and the next one runs")
  func explainsGarbage() async throws {
    let lines: [[UInt8]] = [[0xff, 0xfe, 0x41], [0x1b, 0x5b, 0x41], Array(repeating: 0x78, count: 100_000)]
    let outcome = try await Pitfall(sandbox).pipe(Array((lines + [Array("日本\nlist".utf8)]).joined(separator: [0x0a])))
    #expect(outcome.exit == 64)
    #expect(outcome.errors.hasSuffix("pitfall: There is no command '日本'. Type help for all commands.\n"))
    #expect(outcome.errors.split(separator: "\n").count == 4)
    #expect(outcome.output.hasPrefix(Self.listed))
    let isSteered = outcome.errors.unicodeScalars.contains { $0.value < 32 && $0 != "\n" }
    #expect(!isSteered)
    #expect(outcome.errors.utf8.count < 4_000)
  }

  @Test("NUL bytes are ignored, as by a shell")
  func dropsNULs() async throws {
    let outcome = try await Pitfall(sandbox).pipe(Array("l\0is\0t\n\0\n".utf8))
    #expect(outcome.exit == 0 && outcome.output.hasPrefix(Self.listed) && outcome.errors == "")
  }

  @Test("An unclosed quote is reported, and the next command runs", arguments: ["'", "\""])
  func explainsQuotes(quote: String) async throws {
    let outcome = try await Pitfall(sandbox).pipe(Array("show \(quote)01\nlist\n".utf8))
    #expect(outcome.exit == 64)
    #expect(outcome.output.hasPrefix(Self.listed))
    #expect(
      outcome.errors == "pitfall: Unclosed quote \(quote): add the closing one, or put \\ before it.\n")
  }
}
