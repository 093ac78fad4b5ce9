import Base
import Formats
import Report
import TestSupport
import Testing

@Suite("The page of a demo to hand out", .timeLimit(.minutes(10)))
struct DemoReportPageTests {
  private static func page(_ pictures: [RacePicture], names: [String] = ["broken", "fixed"]) -> String {
    DemoReportPage.text(
      .forTests(.rule, race: .finished, pictures: pictures, result: .forTests(pictures), names: names))
  }

  private static let pages = [
    page([.timelineForTests(isBad: true), .timelineForTests(isBad: false)]),
    page([.barsForTests(isBad: true), .barsForTests(isBad: true)]),
    page([.exchangesForTests(isBad: true), .exchangesForTests(isBad: false)], names: ["broken", Hostile.text]),
  ]

  @Test("html5lib finds no error, nothing runs or loads, each plot has a title, and no id is there twice")
  func isSafe() async throws {
    for text in Self.pages {
      let page = try await ForeignReader.html.read(text)
      let tags = page.list("tags").map { $0.split(separator: "}").last.map(String.init) ?? $0 }
      #expect(Set(tags).isDisjoint(with: ["script", "img", "iframe", "object", "embed", "link", "form", "base"]))
      #expect(!page.list("attributes").contains { $0.hasPrefix("on") || $0 == "src" || $0 == "srcset" })
      #expect(page.list("links") == ["#main"])
      for plot in page["pictures"]?.elements ?? [] { #expect(plot.elements?.first?.plainText == "title") }
      let ids = page.list("ids")
      #expect(Set(ids).count == ids.count)
      for label in page.list("labels") {
        #expect(Set(label.split(separator: " ").map(String.init)).isSubset(of: ids), "\(label)")
      }
      #expect(Hostile.problems(in: page["text"]?.plainText ?? "", isLine: false) == [])
    }
  }

  @Test("It has every step: code, question with the right answer, figures, explanation, diff, and rule")
  func isWhole() async throws {
    let text = try await ForeignReader.html.read(Self.pages[0])["text"]?.plainText ?? ""
    for words in [
      "Blocking operations in async endpoints", "Measured on 2026-11-28", "   5 ▶     time.sleep(0.4)",
      "When is the ping answered?", "Only once /block has finished ✔", "400 ms", "10 ms",
      "The keyword async makes nothing asynchronous.", "     -     time.sleep(0.4)",
      "   3 +     await asyncio.sleep(0.4)",
      "On the event loop, await everything that waits.", "late by 3 ms at most",
    ] { #expect(text.contains(words), "\(words)") }
    #expect(!text.contains("shows the pitfall, too"))
    let other = try await ForeignReader.html.read(Self.pages[1])["text"]?.plainText ?? ""
    #expect(other.contains("The second server shows the pitfall, too."))
  }

  @Test("Both servers share a scale: the same amount has the same length, and a longer one is longer")
  func sharesScale() throws {
    let page = Self.page([.barsForTests(isBad: true), .barsForTests(isBad: false)])
    let widths = page.matches(of: #/<rect class="(?:good|bad)" [^>]*width="([0-9.]+)"/#).compactMap {
      Double($0.output.1)
    }
    #expect(widths == [60, 480, 60, 61.88])
  }
}
