import Foundation
import TestSupport
import Testing

private let asNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups"

private func isPossible() async throws -> Bool {
  guard geteuid() == 0 else { return false }
  let access = try await Tool.system("bash").run(["-c", "\(asNobody) test -x \"$0\"", Products.path("pitfall")])
  return access.status == 0
}

/// Root may do what others may not, so what passes as root is run as another user.
@Suite(
  "An ordinary user", .enabled("needs root, and a checkout that others can read") { try await isPossible() },
  .timeLimit(.minutes(30)))
struct OrdinaryUserTests {
  private func verify(_ module: String) async throws -> Outcome {
    let sandbox = try Sandbox()
    for folder in [sandbox.path, sandbox.temporary] {
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
    }
    let outcome = try await Pitfall(sandbox).shell("\(asNobody) env HOME=$PWD $pitfall verify 01 \(module)")
    try expectNothingLeft(sandbox)
    return outcome
  }

  @Test("gets the verdicts that root gets")
  func judges() async throws {
    let broken = try await verify("")
    #expect(broken.exit == 1)
    #expect(broken.sentences.contains("01-blocking, swift: fail, 2 of 5 checks"), "\(broken.output)")
    let fix = try await verify("--module \(Products.project)/Solutions/01-blocking/swift/async-client")
    #expect(fix.exit == 0, "\(fix.output)")
  }

  @Test("is told what they may not read or write")
  func explainsPermissions() async throws {
    let sandbox = try Sandbox()
    for folder in [sandbox.path, sandbox.temporary] {
      try FileManager.default.setAttributes([.posixPermissions: 0o777], ofItemAtPath: folder)
    }
    let main = try sandbox.write("", to: "hidden/main.swift")
    let helper = try sandbox.module("swift", "", folder: "helped") + "/helper.swift"
    try sandbox.write("", to: "helped/helper.swift")
    for path in [helper, sandbox.path + "/hidden"] { #expect(chmod(path, 0) == 0) }
    let nobody = "\(asNobody) env HOME=$PWD"
    let cases: [(line: String, exit: Int32, sentence: String)] = [
      ("$pitfall verify 01 --module hidden", 64, "There is no readable main.swift in hidden."),
      ("$pitfall verify 01 --module hidden/main.swift", 64, "hidden/main.swift is not a file that can be read."),
      ("$pitfall verify 01 --module helped", 64, "\(helper) is not a file that can be read."),
      (
        "TMPDIR=/ $pitfall verify 01", 69,
        "TMPDIR names /, which cannot be written to: Permission denied. Set it to another"
      ),
    ]
    for (line, exit, sentence) in cases {
      let outcome = try await Pitfall(sandbox).shell("\(nobody) \(line)")
      #expect(outcome.exit == exit && outcome.output == "")
      #expect(outcome.errors.contains("pitfall: \(sentence)"), "\(outcome.errors)")
    }
    #expect(FileManager.default.fileExists(atPath: main))
    try expectNothingLeft(sandbox)
  }
}
