import Demo
import Foundation
import Lessons
import ModuleRuntime
import Report
import TestSupport
import Testing
import Tracks

@Suite("demo.yaml", .timeLimit(.minutes(10)))
struct DemoReaderTests {
  private static var pack: Pack { Pack(directory: Products.project + "/Lessons", tracks: TrackRegistry.layouts) }

  @Test("Every lesson that ships has a demo in each of its tracks, with notes for every step")
  func readsAll() throws {
    for lesson in try Self.pack.lessons() {
      for track in lesson.tracks {
        let demo = try Demo(lesson, track: track)
        let state = try demo.session().state
        #expect(state.code.contains { $0.kind == .marked }, "\(lesson.id) \(track)")
        #expect(Set(demo.script.notes.keys) == Set(DemoState.Step.allCases), "\(lesson.id)")
        #expect(state.names == ["broken", "fixed"])
      }
    }
  }

  private struct Mistake: Sendable, CustomTestStringConvertible {
    let right: String
    let wrong: String
    let sentence: String
    var testDescription: String { wrong }
  }

  private static let mistakes = [
    Mistake(right: "reveal:", wrong: "revael:", sentence: "a demo has no key 'revael'; do you mean 'reveal'?"),
    Mistake(right: "rule:", wrong: "extra: x\nrule:", sentence: "a demo has no key 'extra'; it knows "),
    Mistake(right: "kind: timeline", wrong: "kind: rally", sentence: "there is no race 'rally': timeline, "),
    Mistake(right: "answer: 2", wrong: "answer: 4", sentence: "'answer' must be the number of a choice, from 1 to 3"),
    Mistake(right: "upstream_ms: 600", wrong: "upstream_ms: soon", sentence: "'upstream_ms' must be a whole number"),
    Mistake(right: "at_ms: 300", wrong: "at: 300", sentence: "a request has no key 'at'; it knows "),
    Mistake(right: "fix: async-client", wrong: "fix: none", sentence: "there is no fix 'none': async-client, "),
    Mistake(
      right: "usleep(400_000)", wrong: "usleep(500_000)",
      sentence: "no line of the broken module has the text 'usleep(500_000)'"),
    Mistake(right: "  fastapi:", wrong: "  django:", sentence: "'tracks' has no key 'django'; it knows "),
    Mistake(right: "format_version: 1", wrong: "format_version: 2", sentence: "'format_version' must be 1"),
  ]

  @Test("A mistake is told with its file and line", arguments: mistakes)
  private func tells(mistake: Mistake) throws {
    let root = FileManager.default.temporaryDirectory.path + "/demo-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: root) }
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    for name in ["Lessons", "Solutions"] {
      try FileManager.default.createDirectory(atPath: "\(root)/\(name)", withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        atPath: "\(Products.project)/\(name)/01-blocking", toPath: "\(root)/\(name)/01-blocking")
    }
    let file = "\(root)/Lessons/01-blocking/demo.yaml"
    let text = try String(contentsOfFile: file, encoding: .utf8)
    let place = try #require(text.range(of: mistake.right))
    try text.replacingCharacters(in: place, with: mistake.wrong).write(toFile: file, atomically: true, encoding: .utf8)
    let line = text[..<place.lowerBound].count { $0 == "\n" } + 1
    let lesson = try Pack(directory: "\(root)/Lessons", tracks: TrackRegistry.layouts).lesson("1")
    let error = #expect(throws: (any Error).self) { try DemoReader.read(lesson) }
    let sentence = "\(error as Any)"
    #expect(sentence.contains(mistake.sentence), "\(sentence)")
    #expect(sentence.contains("demo.yaml") && sentence.contains(":\(line)"), "\(sentence)")
  }

  @Test("A lesson without a demo says so")
  func isMissing() throws {
    let sample = try TemporaryLesson()
    let lesson = try sample.lesson()
    #expect(throws: DemoError.noDemo(lesson: "01-sample")) { try DemoReader.read(lesson) }
  }
}
