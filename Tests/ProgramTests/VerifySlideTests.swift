import Foundation
import TestSupport
import Testing

@Suite("verify --svg", .timeLimit(.minutes(30)))
struct VerifySlideTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  @Test("The slide has the verdict, the checks, and what the broken module showed above what the fix shows")
  func draws() async throws {
    let main = try Workbench.begin(sandbox)
    let pitfall = Pitfall(sandbox)
    #expect(try await pitfall.run(["start", "01", "--track", "swift"]).exit == 0)
    let fix = Products.project + "/Solutions/01-blocking/swift/async-client/main.swift"
    try FileManager.default.removeItem(atPath: main)
    try FileManager.default.copyItem(atPath: fix, toPath: main)
    let outcome = try await pitfall.run(["verify", "01", "--track", "swift", "--svg", "slide.svg"])
    #expect(outcome.exit == 0, "\(outcome.output)")
    #expect(outcome.errors.contains("The slide is in slide.svg."))
    let slide = try String(contentsOfFile: sandbox.path + "/slide.svg", encoding: .utf8)
    for words in [
      ">PASS<", ">Blocking operations in async endpoints<", ">Nothing blocks the event loop<", ">Before<", ">Now<",
    ] { #expect(slide.contains(words), "\(words)") }
    // The terminal says the same as without it.
    #expect(outcome.output.contains("before  now"))
    try expectNothingLeft(sandbox)
  }

  @Test("It goes with --json, and a place that cannot be written is told before anything runs")
  func places() async throws {
    let module = Products.project + "/Lessons/01-blocking/swift"
    let arguments = ["verify", "01", "--track", "swift", "--module", module, "--json", "--svg"]
    let outcome = try await Pitfall(sandbox).run(arguments + ["slide.svg"])
    #expect(outcome.exit == 1)
    #expect(try outcome.decode(Report.self).verdict == "fail")
    #expect(FileManager.default.fileExists(atPath: sandbox.path + "/slide.svg"))
    let nowhere = try await Pitfall(sandbox).run(arguments + ["no/where.svg"])
    #expect(nowhere.exit == 64)
    #expect(nowhere.output.contains("no/where.svg cannot be written: No such file or directory."), "\(nowhere.output)")
    #expect(!nowhere.errors.contains("starting the module"))
    try expectNothingLeft(sandbox)
  }
}
