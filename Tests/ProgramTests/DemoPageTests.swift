import Foundation
import TestSupport
import Testing

/// What people do is in Tests/browser/demo.py.
@Suite("demo --web in a browser", .serialized, .chromium, .timeLimit(.minutes(30)))
struct DemoPageTests {
  private let sandbox: Sandbox

  init() throws {
    sandbox = try Sandbox()
  }

  /// A demo's links: what is after "For the class: " and "For you: ".
  private static func links(_ running: Running) async throws -> [String] {
    var links: [String] = []
    for words in ["For the class: ", "For you: "] {
      let line = try await running.waitUntilItSays(words)
      links.append(String(line.trimming(upTo: words)))
    }
    return links
  }

  /// Runs a demo while a browser plays the scenario with its links.
  private func play(_ scenario: String, _ arguments: [String], isOver: Bool = false) async throws {
    let outcome = try await Turns.take {
      try await Pitfall(sandbox, isIdle: true).run(["demo"] + arguments + ["--web"]) { running in
        // The browser knows no other address.
        let links = try await Self.links(running).map { $0.replacing(#/\/\/[0-9.]+:/#, with: "//127.0.0.1:") }
        let browser = try await Tool.python().run(
          ["-B", Products.project + "/Tests/browser/demo.py", scenario, Chromium.address] + links)
        #expect(browser.status == 0, "\(browser.output)\(browser.errors)")
        if !isOver || browser.status != 0 { running.signal(SIGINT) }
      }
    }
    #expect(outcome.exit == (isOver ? 0 : 130), "\(outcome.errors)")
    try expectNothingLeft(sandbox)
  }

  @Test(
    "The speaker goes through all steps with the keyboard; each fits on a screen and on a phone",
    arguments: ["01", "02", "03", "04", "05"], ["swift", "fastapi"])
  func walks(lesson: String, track: String) async throws {
    try await play("walk", [lesson, "--track", track], isOver: true)
  }

  @Test("The class votes by click and by key, sees each other's votes, and cannot move the demo")
  func votes() async throws {
    try await play("classroom", ["01", "--track", "swift"])
  }

  @Test("It is light or dark, stands still when asked to, and is told to those who do not see it")
  func isForEveryone() async throws {
    try await play("appearance", ["01", "--track", "swift"])
  }

  @Test("A lost connection is said, and comes back")
  func comesBack() async throws {
    try await play("outage", ["01", "--track", "swift"])
  }

  @Test("On the network, only whole links of this demo show it")
  func needsWholeLinks() async throws {
    try await play("wrong", ["01", "--track", "swift", "--listen", "0.0.0.0"])
  }

  @Test("A port in use, and an address of another machine, are one sentence")
  func explainsAddresses() async throws {
    let outcome = try await Pitfall(sandbox, isIdle: true).run(["demo", "01", "--web"]) { [sandbox] running in
      let port = try #require(try await Self.links(running)[0].firstMatch(of: #/:([0-9]+)\//#)).output.1
      let sentences = [
        ["--port", "\(port)"]: "pitfall: Port \(port) of 127.0.0.1 cannot be used: Address already in use. "
          + "Choose another with --port N.\n",
        ["--listen", "203.0.113.7"]: "pitfall: This machine does not have the address 203.0.113.7. Choose another "
          + "--listen address, such as 127.0.0.1, or 0.0.0.0 for all that it has.\n",
      ]
      for (options, sentence) in sentences {
        let refused = try await Pitfall(sandbox, isIdle: true).run(["demo", "01", "--web"] + options)
        #expect(refused.exit == 69)
        #expect(refused.errors.split(whereSeparator: \.isWhitespace) == sentence.split(whereSeparator: \.isWhitespace))
      }
      running.signal(SIGINT)
    }
    #expect(outcome.exit == 130)
    try expectNothingLeft(sandbox)
  }
}

extension String {
  /// What follows `words`.
  fileprivate func trimming(upTo words: String) -> Substring {
    range(of: words).map { self[$0.upperBound...] } ?? ""
  }
}
