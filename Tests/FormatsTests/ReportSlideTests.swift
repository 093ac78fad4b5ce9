import Base
import Formats
import Foundation
import Report
import TestSupport
import Testing

@Suite("A report as a slide", .timeLimit(.minutes(10)))
struct ReportSlideTests {
  private static func check(
    _ id: String, _ verdict: Verdict, title: String? = nil, measured: String = "measured", _ exhibit: Exhibit? = nil
  ) -> CheckOutcome {
    CheckOutcome(
      id: id, title: title ?? "Title of \(id)", required: true, points: 1, verdict: verdict, expected: "e",
      measured: measured, exhibit: exhibit)
  }

  private static func report(_ checks: [CheckOutcome]) -> Report {
    Report(
      lesson: "01-blocking", track: Track("fastapi"), seed: 1, duration: .seconds(1), preparation: .zero,
      checks: checks)
  }

  private static let bars = [
    Exhibit.bars([Bar("slow #1", 400, unit: "ms"), Bar("/ping", 410, unit: "ms", isOpen: true)], caption: "Who waits"),
    Exhibit.bars([Bar("slow #1", 400, unit: "ms"), Bar("/ping", 2.4, unit: "ms")], caption: "Who waits"),
  ]

  /// Each text of the picture, and whether XML readers accept it.
  private func texts(_ svg: String) async throws -> [String] {
    let reader = """
      import sys, json, xml.etree.ElementTree as tree
      root = tree.fromstring(sys.stdin.buffer.read())
      assert root.tag == "{http://www.w3.org/2000/svg}svg" and root.get("viewBox") == "0 0 1280 720", root.attrib
      names = {element.tag.split("}")[1] for element in root.iter()}
      assert names <= {"svg", "title", "rect", "text", "path"}, names
      for element in root.iter():
          assert not [name for name in element.attrib if "href" in name or name in ("style", "class")], element.attrib
      print(json.dumps([element.text for element in root.iter("{http://www.w3.org/2000/svg}text")]))
      """
    let result = try await Tool.python().run(["-c", reader], input: Array(svg.utf8))
    #expect(result.status == 0, "\(result.errors)")
    return try JSONDecoder().decode([String].self, from: Data(result.output.utf8))
  }

  @Test("Each check has its mark, title, and measurement; what the broken module showed stands above what is shown now")
  func beforeAndNow() async throws {
    let before = Self.report([Self.check("order", .fail, Self.bars[0]), Self.check("loop", .fail)])
    let now = Self.report([Self.check("order", .pass, Self.bars[1]), Self.check("loop", .fail, measured: "399 ms")])
    let svg = ReportSlide(title: "Blocking", before: before).text(now)
    let texts = try await texts(svg)
    for words in [
      "Blocking", "01-blocking, fastapi", "FAIL", "1 of 2 points", "Title of order", "399 ms", "Who waits", "Before",
      "more than 410 ms", "Now", "2.4 ms",
    ] { #expect(texts.contains(words), "\(words): \(texts)") }
    let (above, below) = (texts.firstIndex(of: "Before") ?? .max, texts.firstIndex(of: "Now") ?? -1)
    #expect(above < below)
    // 410 ms are the whole width, 2.4 ms nearly nothing.
    let widths = svg.matches(of: #/width="([0-9.]+)" height="[0-9.]+" fill="#(?:1f7a4d|b3261e)"/#).map(\.output.1)
    #expect(widths == ["517.07", "530", "517.07", "3.1"])
  }

  @Test("A module that was judged without another one, and one without any picture, are drawn, too")
  func alone() async throws {
    let one = ReportSlide(title: "t", before: nil).text(Self.report([Self.check("order", .pass, Self.bars[1])]))
    #expect(try await texts(one).contains("Who waits"))
    let none = ReportSlide(title: "t", before: nil).text(Self.report([Self.check("starts", .fail)]))
    #expect(try await texts(none).contains("Title of starts"))
  }

  @Test("Of too many checks, those that do not pass come first, and the rest is counted")
  func many() async throws {
    let checks = (0..<14).map { Self.check("c\($0)", $0 == 13 ? .fail : .pass) }
    let texts = try await texts(ReportSlide(title: "t", before: nil).text(Self.report(checks)))
    #expect(texts.contains("Title of c13"))
    #expect(texts.contains("and 6 more that pass"))
  }

  @Test("Strangers' texts stay texts, and long ones are cut")
  func hostile() async throws {
    let long = String(repeating: "wide words ", count: 60)
    let rows = Exhibit.exchanges([
      ExchangeRow("GET /<script>", expected: "200", seen: Hostile.text, holds: false),
      ExchangeRow(long, expected: "200", seen: long, holds: true),
    ])
    let report = Self.report([Self.check("a", .fail, title: Hostile.text, measured: long, rows)])
    let texts = try await texts(ReportSlide(title: Hostile.text, before: report).text(report))
    #expect(texts.allSatisfy { $0.count < 90 }, "\(texts)")
    for text in texts { #expect(Hostile.problems(in: text, isLine: true) == [], "\(text)") }
  }
}
