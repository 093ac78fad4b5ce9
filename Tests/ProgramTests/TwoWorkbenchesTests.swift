import Foundation
import TestSupport
import Testing

@Suite("Two workbenches in one workspace", .timeLimit(.minutes(30)))
struct TwoWorkbenchesTests {
  private let sandbox: Sandbox
  private let workbench: Workbench

  init() throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
  }

  @Test("Both judge concurrently, and progress has both attempts and the hint; both histories are kept")
  func judgeTogether() async throws {
    try Workbench.begin(sandbox)
    var held = workbench
    try await held.holdCompiler()
    try await Turns.take {
      try await held.run { [held] first in
        try await held.run { [sandbox] second in
          for terminal in [first, second] {
            try await terminal.waitForPrompt()
            try await terminal.enter("verify")
          }
          for terminal in [first, second] { try await terminal.waitUntilBusy() }
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

  @Test("Each keeps its own lesson and track, whatever the other one begins")
  func keepTheirPlaces() async throws {
    try await SharedEnvironment.isMade()
    try Workbench.begin(sandbox)
    try await Turns.take {
      try await workbench.run { first in
        try await first.waitForPrompt()
        try await workbench.run { second in
          try await second.command("start 01 --track fastapi", then: "01-blocking fastapi")
          #expect(try LearnersProgress.read(workbench.progress).current?.track == "fastapi")
          let diff = ["Your copy is unchanged: it is still the original broken module."]
          for (terminal, prompt) in [(first, "01-blocking"), (second, "01-blocking fastapi")] {
            try await terminal.command("hint", at: prompt, then: prompt)
            #expect(try await Array(terminal.answer(to: "diff", at: prompt)) == diff)
          }
          try await first.command("hint")
          try await first.command("apply own-threads")
          #expect(try await first.lines().contains { $0.hasPrefix("Your copy is now the solution 'own-threads'") })
        }
      }
      // The next one continues where the last learner's command was.
      try await workbench.run { try await $0.waitForPrompt("01-blocking fastapi") }
    }
    let lesson = try #require(try LearnersProgress.read(workbench.progress).lessons["01-blocking"])
    #expect(lesson["swift"]?.hints == 2 && lesson["fastapi"]?.hints == 1)
    try expectNothingLeft(sandbox)
  }

  @Test("A module that the other one changes while it is judged has not passed")
  func changesMeanwhile() async throws {
    let fix = Products.project + "/Solutions/01-blocking/swift/async-client/main.swift"
    try Workbench.begin(sandbox, with: String(contentsOfFile: fix, encoding: .utf8))
    // Its module starts only when the copy has been changed.
    var held = workbench
    try await held.holdCompiler(compiles: true)
    try await Turns.take {
      try await held.run { [sandbox, held] terminal in
        try await terminal.waitForPrompt()
        try await terminal.enter("verify")
        try await held.waitUntilHeld()
        try #expect(await Pitfall(sandbox).run(["apply", "offload"]).exit == 0)
        try Workbench.letGo(sandbox)
        try await terminal.wait(for: "01-blocking, swift: ")
        try await terminal.waitForPrompt()
        let text = try await terminal.lines().joined(separator: "\n")
        if BusyMachine.isBlamed(in: text) { try BusyMachine.excuse(text) }
        #expect(text.contains("01-blocking, swift: pass, 5 of 5 checks"))
      }
    }
    let entry = try #require(try LearnersProgress.read(workbench.progress).lessons["01-blocking"]?["swift"])
    #expect(entry.attempts == 1 && entry.passed == nil)
    try expectNothingLeft(sandbox)
  }
}
