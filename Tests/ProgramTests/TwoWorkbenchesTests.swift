import Foundation
import TestSupport
import Testing

@Suite("Two workbenches in one workspace")
struct TwoWorkbenchesTests {
  private let sandbox: Sandbox
  private let workbench: Workbench

  init() throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
  }

  @Test("Both judge at once, and progress has both attempts and the hint; both histories are kept")
  func judgeTogether() async throws {
    try Workbench.begin(sandbox, with: Workbench.held(sandbox))
    try await Turns.shared.take {
      try await workbench.run { first in
        try await workbench.run { [sandbox] second in
          for terminal in [first, second] {
            try await terminal.waitForPrompt()
            try await terminal.enter("verify")
          }
          for terminal in [first, second] { try await terminal.waitForPrompt("starting the module") }
          try Workbench.letGo(sandbox)
          for terminal in [first, second] {
            try await terminal.wait(for: "01-blocking, swift: fail, 0 of 1 checks")
            try await terminal.waitForPrompt()
          }
          try await first.command("list")
          try await second.command("hint")
        }
      }
    }
    let entry = try #require(try LearnersProgress.read(workbench.progress).lessons["01-blocking"]?["swift"])
    #expect(entry.attempts == 2 && entry.hints == 1)
    #expect(try String(contentsOfFile: workbench.history, encoding: .utf8) == "verify\nlist\nhint\n")
    try expectNothingLeft(sandbox)
  }

  @Test("A module that the other one changes while it is judged has not passed")
  func changesMeanwhile() async throws {
    let fix = Products.project + "/Solutions/01-blocking/swift/async-client/main.swift"
    let text = try String(contentsOfFile: fix, encoding: .utf8)
    // Right, but it waits for the test before it listens.
    let wait = "while access(\"\(sandbox.path)/go\", F_OK) != 0 { usleep(10_000) }\n"
    try Workbench.begin(
      sandbox, with: "import Glibc\n" + text.replacing("\nlet app = App()", with: "\n\(wait)let app = App()"))
    try await Turns.shared.take {
      try await workbench.run { [sandbox] terminal in
        try await terminal.waitForPrompt()
        try await terminal.enter("verify")
        try await terminal.waitForPrompt("starting the module")
        try #expect(await Pitfall(sandbox).run(["apply", "offload"]).exit == 0)
        try Workbench.letGo(sandbox)
        try await terminal.wait(for: "01-blocking, swift: pass, 4 of 4 checks")
        try await terminal.waitForPrompt()
      }
    }
    let entry = try #require(try LearnersProgress.read(workbench.progress).lessons["01-blocking"]?["swift"])
    #expect(entry.attempts == 1 && entry.passed == nil)
    try expectNothingLeft(sandbox)
  }
}
