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
}
