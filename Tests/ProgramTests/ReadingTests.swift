import Foundation
import TestSupport
import Testing

@Suite("Commands that only read", .timeLimit(.minutes(30)))
struct ReadingTests {
  private func run(_ arguments: [String]) async throws -> Outcome {
    let sandbox = try Sandbox()
    let outcome = try await Pitfall(sandbox).run(arguments)
    try expectNothingLeft(sandbox)
    return outcome
  }

  @Test("list shows each lesson with its tracks, and the next command")
  func lists() async throws {
    let outcome = try await run(["list"])
    #expect(outcome.exit == 0)
    #expect(outcome.output.contains("01-blocking  Blocking operations in async endpoints"))
    #expect(outcome.output.contains("    swift: not started, fastapi: not started\n"))
    #expect(outcome.output.contains("Next: "))
    #expect(outcome.errors == "")
  }

  @Test("list --json is an array of lessons with their checks")
  func listsAsJSON() async throws {
    struct Entry: Decodable {
      let lesson: String
      let tracks: [String]
      let checks: [String]
    }
    let outcome = try await run(["list", "--json"])
    #expect(outcome.exit == 0)
    let entries: [Entry] = try outcome.decode()
    #expect(entries.map(\.lesson).joined(separator: ", ") == Products.lessonList)
    #expect(entries.first?.tracks == ["swift", "fastapi"])
    #expect(entries.first?.checks == ["contract", "rendezvous", "loop", "order", "patience"])
  }

  @Test(
    "A lesson is given by its number, its name or a prefix", arguments: ["1", "01", "01-blocking", "block", "BLOCK"])
  func shows(selector: String) async throws {
    let outcome = try await run(["show", selector])
    #expect(outcome.exit == 0)
    #expect(outcome.output.hasPrefix("# Blocking operations in async endpoints\n"))
    #expect(outcome.output.contains("- order: A quick request overtakes the slow ones, 3 points\n"))
    #expect(outcome.errors == "")
  }

  @Test("show --json has the whole text and the points of each check")
  func showsAsJSON() async throws {
    struct Page: Decodable {
      struct Check: Decodable {
        let id: String
        let points: Int
      }
      let lesson: String
      let text: String
      let checks: [Check]
    }
    let page: Page = try await run(["show", "01", "--json"]).decode()
    #expect(page.lesson == "01-blocking")
    let file = Products.project + "/Lessons/01-blocking/README.md"
    #expect(page.text == (try String(contentsOfFile: file, encoding: .utf8)))
    #expect(page.checks.map(\.points) == [1, 3, 3, 3, 1])
  }

  @Test("show api prints the page on LessonKit, word for word")
  func showsAPI() async throws {
    let outcome = try await run(["show", "api"])
    let file = Products.project + "/Documentation/LessonKit.md"
    #expect(outcome.exit == 0)
    #expect(outcome.output == (try String(contentsOfFile: file, encoding: .utf8)))
  }

  @Test("show article quotes the article, says what was measured, and where it is")
  func showsArticle() async throws {
    let outcome = try await run(["show", "article"])
    #expect(outcome.exit == 0 && outcome.errors == "")
    #expect(outcome.output.hasPrefix("# The article, sentence by sentence\n"))
    #expect(outcome.output.contains("    time.sleep(5) # Blocking operation\n"))
    #expect(outcome.sentences.contains("module Lessons/01-blocking/article/broken"))
    #expect(outcome.sentences.contains(" diagnose 05`"))
    #expect(outcome.output.hasSuffix("- in: question 5\n"))
  }

  @Test("show article --json has every passage with its verdict and places")
  func showsArticleAsJSON() async throws {
    struct Article: Decodable {
      struct Remark: Decodable {
        let verdict: String
        let lesson: String?
        let checks: [String]
        let diagnose: Bool
      }
      struct Section: Decodable {
        struct Passage: Decodable {
          let kind: String
          let quote: String
          let remark: Remark
        }
        let heading: String
        let remark: Remark
        let passages: [Passage]
      }
      let sections: [Section]
    }
    let article: Article = try await run(["show", "article", "--json"]).decode()
    let passages = article.sections.flatMap(\.passages)
    #expect(article.sections.count == 22)
    #expect(passages.count == 44)
    #expect(passages.count { $0.kind == "code" } == 15)
    #expect(passages.contains { $0.quote.hasPrefix("Use tools like async-profiler") && $0.remark.diagnose })
  }

  @Test("The doctor lists what it checked, and exits 0 when nothing is missing")
  func examines() async throws {
    let outcome = try await run(["doctor"])
    #expect(outcome.exit == 0, "\(outcome.output)")
    for name in ["Swift compiler", "LessonKit", "guardian"] { #expect(outcome.sentences.contains("ok \(name): ")) }
    #expect(!outcome.output.contains("MISSING"))
  }

  @Test("doctor --json says how to fix whatever is not ok")
  func examinesAsJSON() async throws {
    struct Finding: Decodable {
      let name: String
      let state: String
      let fix: String
    }
    let found: [Finding] = try await run(["doctor", "--json"]).decode()
    #expect(
      found.map(\.name) == [
        "Swift compiler", "LessonKit", "Python", "FastAPI environment", "guardian", "system packages",
        "kernel's view of system calls", "isolation", "processors",
      ])
    #expect(found.prefix(2).allSatisfy { $0.state == "ok" })
    #expect(found.allSatisfy { ($0.state == "ok") == $0.fix.isEmpty })
  }

  @Test("Colour appears when it is requested, and not in a pipe")
  func colours() async throws {
    #expect(try await run(["list", "--color", "always"]).output.contains("\u{1B}[1m01-blocking\u{1B}[0m"))
    #expect(try await !run(["list"]).output.contains("\u{1B}"))
  }
}
