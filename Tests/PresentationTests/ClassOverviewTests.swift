import Base
import Foundation
import Presentation
import Report
import TestSupport
import Testing

@Suite("What stops a class", .timeLimit(.minutes(10)))
struct ClassOverviewTests {
  private typealias Sample = ClassOverviewSample
  private let overview = ClassOverviewSample.overview

  private func overview(_ signature: FailureSignature, _ known: [KnownModule]) -> ClassOverview {
    ClassOverview(
      collected: .now, lessons: [.init(id: "01-blocking", title: "")],
      learners: [.init(name: "ben", standings: [Sample.started(signature)])], known: known)
  }

  @Test("A signature has the required checks that failed, with their causes, in the report's order")
  func signature() {
    let report = Report.forTests([
      .forTests("order", .fail, cause: "order.late"), .forTests("contract", .pass),
      .forTests("loop", .fail, cause: "loop.blocked"), .forTests("keyset", .fail, required: false),
    ])
    let failures = FailureSignature(report)?.failures ?? []
    #expect(failures.map(\.check) == ["order", "loop"])
    #expect(failures.map(\.cause) == ["order.late", "loop.blocked"])
  }

  @Test("What passes, and what is not known completely, has no signature")
  func noSignature() {
    #expect(FailureSignature(.forTests([.forTests("loop", .pass), .forTests("star", .fail, required: false)])) == nil)
    #expect(FailureSignature(.forTests([.forTests("loop", .fail), .forTests("order", .inconclusive)])) == nil)
  }

  @Test("A check stops each learner once, of those whose module was judged, and the one that stops most is first")
  func stoppingChecks() {
    let blocking = overview.stoppingChecks.filter { $0.lesson == "01-blocking" }
    #expect(blocking.map(\.check) == ["order", "loop"])
    #expect(blocking.map(\.learners) == [["ben", "cora", "dan"], ["ben", "cora"]])
    // Not ana, whose module was not judged, and not eva, who changed nothing.
    #expect(blocking.map(\.of) == [3, 3])
    let both = ClassOverview(
      collected: .now, lessons: overview.lessons,
      learners: [
        .init(
          name: "ana",
          standings: [Sample.started(Sample.blocked), Sample.started(Sample.blocked, track: Sample.fastapi)])
      ], known: [])
    #expect(both.stoppingChecks.map(\.learners) == [["ana"], ["ana"]])
  }

  @Test("Wrong fixes are the same when checks and causes are, and the most common one is first")
  func wrongFixes() {
    #expect(overview.wrongFixes.map(\.learners) == [["ben", "cora"], ["dan"], ["ana"]])
    #expect(overview.wrongFixes[0].signature == Sample.blocked)
    let other = ClassOverview(
      collected: .now, lessons: overview.lessons,
      learners: [
        .init(name: "a", standings: [Sample.started(Sample.failed(("loop", "loop.blocked")))]),
        .init(name: "b", standings: [Sample.started(Sample.failed(("loop", "loop.busy")))]),
      ], known: [])
    #expect(other.wrongFixes.map(\.learners) == [["a"], ["b"]])
  }

  @Test("A wrong fix is like the decoys of its lesson and track that fail the same checks")
  func likeness() {
    let sole = overview.wrongFixes[0]
    #expect(sole.decoys == [.init(name: "short-sleep", why: "A pause is a pause.")])
    #expect(sole.likeness == "Such as the decoy short-sleep: A pause is a pause.")
    #expect(overview.wrongFixes[1].likeness == "Probably such as one of these decoys: gather, one-worker.")
    #expect(overview.wrongFixes[2].likeness == "No check ran, because the module did not start.")
    let unknown = overview(Sample.failed(("contract", nil)), Sample.known).wrongFixes[0]
    #expect(unknown.likeness == "No decoy of the lesson fails just these checks.")
    let broken = Sample.failed(("contract", nil), ("loop", nil), ("order", nil))
    #expect(overview(broken, Sample.known).wrongFixes[0].likeness == "The broken module fails the same checks.")
    let many = (1...6).map {
      KnownModule(lesson: "01-blocking", track: Sample.swift, kind: .decoy, name: "d\($0)", fails: ["loop"])
    }
    #expect(
      overview(Sample.failed(("loop", nil)), many).wrongFixes[0].likeness
        == "Probably such as one of these decoys: d1, d2, d3, d4, and 2 more.")
  }

  @Test("As JSON, it is the same when it is read again")
  func coding() throws {
    let (encoder, decoder) = (JSONEncoder(), JSONDecoder())
    encoder.dateEncodingStrategy = .iso8601
    decoder.dateDecodingStrategy = .iso8601
    #expect(try decoder.decode(ClassOverview.self, from: encoder.encode(overview)) == overview)
  }

  @Test("The golden table of a class fits 80 columns, also in ASCII")
  func goldenTable() throws {
    let text = ClassTable(Style(hasColor: false, hasUnicode: true)).text(overview)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
    try Golden.compare(text, with: "class-table")
    let ascii = ClassTable(Style(hasColor: false, hasUnicode: false)).text(overview)
    #expect(ascii.utf8.allSatisfy { $0 < 128 })
    #expect(ascii == text.replacing("–", with: "-"))
  }

  @Test("The golden text for a screen reader has sentences instead of tables")
  func goldenPlain() throws {
    try Golden.compare(
      ClassTable(Style(hasColor: false, hasUnicode: true, isPlain: true)).text(overview), with: "class-table-plain")
  }

  @Test("Where words do not fit, points stand alone; where columns do not fit, there are sentences")
  func narrow() {
    let short = ClassTable(Style(hasColor: false, hasUnicode: true, width: 22)).text(overview)
    #expect(short.contains("\nben     5/8     –\n"), "\(short)")
    let more = (3...6).map { ClassOverview.Lesson(id: "0\($0)-more", title: "More") }
    let wide = ClassOverview(
      collected: .now, lessons: overview.lessons + more, learners: overview.learners, known: [])
    let narrow = ClassTable(Style(hasColor: false, hasUnicode: true, width: 20)).text(wide)
    #expect(narrow.contains("ben: 01-blocking\nstarted, 5 of 8\npoints."), "\(narrow)")
  }

  @Test("Nothing that a learner chose controls the terminal")
  func isHarmless() {
    let name = "\u{1B}[31mred\u{1B}[0m \u{202E}evil\nline"
    let hostile = ClassOverview(
      collected: .now, lessons: overview.lessons,
      learners: [.init(name: name, standings: [Sample.started(Sample.blocked)])], known: [],
      problems: [.init(learner: name, text: name)])
    for isPlain in [false, true] {
      let text = ClassTable(Style(hasColor: false, hasUnicode: true, isPlain: isPlain)).text(hostile)
      #expect(text == text.harmless)
      #expect(!text.contains("evil\nline"))
    }
  }
}
