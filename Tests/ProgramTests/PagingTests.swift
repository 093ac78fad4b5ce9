import Foundation
import TestSupport
import Testing

@Suite("A text shown one screen at a time", .timeLimit(.minutes(30)))
struct PagingTests {
  private let sandbox: Sandbox
  private var workbench: Workbench

  init() throws {
    sandbox = try Sandbox()
    workbench = Workbench(sandbox)
    workbench.arguments = ["--lessons", "Lessons"]
    try sandbox.copy("Lessons/01-blocking")
    try sandbox.copy("Solutions/01-blocking")
    let sections = ["One", "Two", "Three", "Four", "Five", "Six"].map { name in
      "## \(name)\n\nFirst of \(name).\n\nSecond of \(name).\n"
    }
    try sandbox.write("# Pages\n\n" + sections.joined(separator: "\n"), to: "Lessons/01-blocking/README.md")
    try Workbench.begin(sandbox)
  }

  @Test("Sections share a screen until more than half of it is used; Enter shows the next, and says what follows")
  func fills() async throws {
    try await workbench.run { terminal in
      let screens = [
        (["Pages", "One", "Two"], "Three"), (["Three", "Four"], "Five"), (["Five", "Six"], "Checks"),
        (["Checks"], nil as String?),
      ]
      for (number, (sections, next)) in screens.enumerated() {
        let screen = try await terminal.answer(to: number == 0 ? "show" : "")
        let headings = screen.filter { line in line.allSatisfy(\.isLetter) && !line.isEmpty }
        #expect(headings == sections, "\(screen)")
        #expect(screen.contains("Second of \(sections[sections.count - 1]).") == (next != nil), "\(screen)")
        if let next { #expect(screen.last == "Enter: next page, \"\(next)\" (\(number + 2) of 4)", "\(screen)") }
      }
      #expect(try await terminal.answer(to: "") == [])
    }
    try expectNothingLeft(sandbox)
  }

  @Test("Another command ends it; a comment does not")
  func ends() async throws {
    try await workbench.run { terminal in
      #expect(try await terminal.answer(to: "show").last == #"Enter: next page, "Three" (2 of 4)"#)
      #expect(try await terminal.answer(to: "# yes") == [])
      #expect(try await terminal.answer(to: "").first == "Three")
      try await terminal.command("hint --seen")
      #expect(try await terminal.answer(to: "") == [])
    }
    try expectNothingLeft(sandbox)
  }
}
