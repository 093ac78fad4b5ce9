import Diagnosis
import Files
import Foundation
import Testing

@Suite("Events that hooks wrote", .timeLimit(.minutes(10)))
struct HookEventTests {
  private let folder: TemporaryDirectory
  private var file: String { folder.path + "/trace.jsonl" }

  init() throws {
    folder = try TemporaryDirectory()
  }

  @Test("are in the order of their times; a line that is no event, or not whole yet, is left out")
  func areSorted() throws {
    let lines = [#"{"event": "b", "at": 20}"#, "nonsense", #"{"event": "a", "at": 10}"#, #"{"event": "c", "#]
    try Data(lines.joined(separator: "\n").utf8).write(to: URL(fileURLWithPath: file))
    #expect(try HookEvent.all(in: file, TraceClock()).map(\.name) == ["a", "b"])
    #expect(try HookEvent.areAllRead(of: file))
  }

  @Test("are none without a file, and then none are missing")
  func areNone() throws {
    #expect(try HookEvent.all(in: file, TraceClock()).isEmpty)
    #expect(try HookEvent.areAllRead(of: file))
  }

  @Test("are read up to a limit, and it is told that there are more")
  func areLimited() throws {
    let line = #"{"event": "a", "at": 10, "text": ""# + String(repeating: "x", count: 100_000) + "\"}\n"
    let text = String(repeating: line, count: HookEvent.mostBytes / line.utf8.count + 20)
    try Data(text.utf8).write(to: URL(fileURLWithPath: file))
    let events = try HookEvent.all(in: file, TraceClock())
    #expect((1...HookEvent.mostBytes / line.utf8.count + 1).contains(events.count))
    #expect(try !HookEvent.areAllRead(of: file))
  }
}
