import Foundation
import TestSupport
import Testing

/// A module that fails in some way, and the words that its report must contain.
struct BadModule: Sendable, CustomTestStringConvertible {
  /// Colours, control bytes in one and two bytes, bytes that are not UTF-8, and one readable letter.
  static let garbage: [UInt8] = [0x1b, 0x5b, 0x33, 0x31, 0x6d, 0xff, 0x00, 0xc2, 0x9b, 0x07, 0x08, 0x0d, 0x41, 0x0a]

  let testDescription: String
  private let bytes: [UInt8]
  private let sentences: [String]

  init(_ name: String, bytes: [UInt8], _ sentences: [String]) {
    testDescription = name
    self.bytes = bytes
    self.sentences = sentences
  }

  init(_ name: String, _ text: String, _ sentences: [String]) {
    self.init(name, bytes: Array(text.utf8), sentences)
  }

  private func folder(_ sandbox: Sandbox, _ track: String) throws -> String {
    try sandbox.write(Data(bytes), to: "module/\(track == "swift" ? "main.swift" : "main.py")")
    return sandbox.path + "/module"
  }

  private func judge(
    _ sandbox: Sandbox, _ track: String, _ options: [String] = [], isIdle: Bool = false
  ) async throws -> Outcome {
    var pitfall = Pitfall(sandbox)
    pitfall.isIdle = isIdle
    let outcome = try await pitfall.run(
      ["verify", "01", "--track", track, "--module", folder(sandbox, track)] + options)
    #expect(outcome.exit == 1)
    #expect(!outcome.isCrash, "\(outcome.errors)")
    for sentence in sentences { #expect(outcome.sentences.contains(sentence), "\(outcome.output)") }
    try expectNothingLeft(sandbox)
    return outcome
  }

  /// Expects the one check of a module that cannot be measured.
  func expectNoStart(_ track: String, isIdle: Bool = false) async throws {
    let outcome = try await judge(Sandbox(), track, isIdle: isIdle)
    #expect(outcome.output.hasPrefix("✘ starts       The module starts\n"))
    #expect(outcome.output.contains("\n01-blocking, \(track): fail, 0 of 1 checks, 0 of 11 points, "))
  }

  func expectFailure(of check: String, _ track: String, isIdle: Bool = false) async throws {
    let outcome = try await judge(Sandbox(), track, ["--check", check], isIdle: isIdle)
    #expect(outcome.output.hasPrefix("✘ \(check) "))
    #expect(outcome.output.contains("\n01-blocking, \(track): fail, 0 of 1 checks, "))
  }

  func expectHarmlessOutput(_ track: String) async throws {
    let outcome = try await judge(Sandbox(), track)
    #expect(outcome.output.contains("\u{FFFD}[31m"))
    let steering = outcome.output.unicodeScalars.filter { scalar in
      scalar.value < 32 && scalar != "\n" || (0x7f...0x9f).contains(scalar.value)
    }
    #expect(steering.isEmpty)
  }

  /// Here the module's text is a shell command, for a child that the module starts and leaves running.
  func expectEndOfChild(_ track: String, _ module: (String) -> String) async throws {
    let sandbox = try Sandbox()
    let file = sandbox.path + "/child"
    // The shell becomes the child, so its number is the child's; the module continues when the number is written.
    let child = "echo $$ > '\(file).new'; mv '\(file).new' '\(file)'; " + String(decoding: bytes, as: UTF8.self)
    let script = try sandbox.write(child, to: "child.sh")
    let command = "sh '\(script)' >/dev/null 2>&1 & while ! [ -e '\(file)' ]; do sleep 0.01; done"
    let folder = try sandbox.module(track, module(command))
    // In a namespace of its own, the child would not know the number by which it is known here, and the kernel would end it.
    let outcome = try await Pitfall(sandbox).run(
      ["verify", "01", "--track", track, "--module", folder, "--check", "contract", "--isolation", "rlimits"])
    // Whatever the verdict is: a busy machine allows none.
    #expect(!outcome.isCrash, "\(outcome.errors)")
    #expect(outcome.output.contains(" contract "), "\(outcome.output)")
    let number = try String(contentsOfFile: file, encoding: .utf8).trimmingCharacters(in: .newlines)
    #expect(!FileManager.default.fileExists(atPath: "/proc/\(number)"))
    try expectNothingLeft(sandbox)
  }
}
