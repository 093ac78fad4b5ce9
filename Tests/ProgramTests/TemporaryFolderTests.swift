import Foundation
import TestSupport
import Testing

@Suite("A folder for temporary files", .timeLimit(.minutes(30)))
struct TemporaryFolderTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  private func verify(_ folder: String) async throws -> Outcome {
    var pitfall = Pitfall(sandbox)
    pitfall.environment["TMPDIR"] = folder
    return try await pitfall.run(["verify", "01", "--track", "fastapi", "--check", "contract"])
  }

  @Test("One that cannot be used is named in a sentence")
  func explains() async throws {
    let file = try sandbox.write("", to: "file")
    let cases = [
      ("/nonexistent", "which is not there"), (file, "which is not a folder"),
      ("/proc", "which cannot be written to: No such file or directory"),
      (sandbox.path + "/a?b", "whose name has characters that compilers and database URLs misread"),
      (sandbox.path + "/é", "whose name has characters that compilers and database URLs misread"),
    ]
    for (folder, reason) in cases {
      let outcome = try await verify(folder)
      #expect(outcome.exit == 69 && outcome.output == "")
      #expect(
        outcome.errors.hasSuffix("pitfall: TMPDIR names \(folder), \(reason). Set it to another folder.\n"),
        "\(outcome.errors)")
    }
    try expectNothingLeft(sandbox)
  }

  @Test("One with blanks and brackets works, and so does a relative one")
  func works() async throws {
    for folder in ["my files (1)", "./tmp"] {
      try FileManager.default.createDirectory(atPath: "\(sandbox.path)/\(folder)", withIntermediateDirectories: true)
      let outcome = try await verify(folder)
      #expect(outcome.exit == 0, "\(outcome.errors)")
      #expect(try FileManager.default.contentsOfDirectory(atPath: "\(sandbox.path)/\(folder)") == [])
    }
  }
}
