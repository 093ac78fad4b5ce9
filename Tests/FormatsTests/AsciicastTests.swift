import Formats
import Foundation
import Testing

@Suite("A recording of a terminal", .timeLimit(.minutes(10)))
struct AsciicastTests {
  private func lines(_ cast: Asciicast) throws -> [Any] {
    let text = String(decoding: cast.document, as: UTF8.self)
    #expect(text.hasSuffix("\n"))
    return try text.split(separator: "\n").map { try JSONSerialization.jsonObject(with: Data($0.utf8)) }
  }

  @Test("A header with size, time, and title; then an event on each line: seconds, code, and text")
  func format() throws {
    var cast = try Asciicast(
      columns: 64, rows: 18, title: "a\u{1B}[2Jb", began: Date(timeIntervalSince1970: 1_795_856_000.7))
    try cast.output("\u{1B}[H\"ü\"\r\n", at: .milliseconds(1_234))
    try cast.marker("2 question", at: .seconds(70))
    try cast.resize(columns: 80, rows: 24, at: .seconds(70) + .microseconds(400))
    let lines = try lines(cast)
    let header = try #require(lines[0] as? [String: Any])
    #expect(header["version"] as? Int == 2)
    #expect(header["width"] as? Int == 64)
    #expect(header["height"] as? Int == 18)
    #expect(header["timestamp"] as? Int == 1_795_856_000)
    #expect((header["title"] as? String)?.contains("\u{1B}") == false)
    let events = lines.dropFirst().compactMap { $0 as? [Any] }
    #expect(events.map { $0[0] as? Double } == [1.234, 70, 70])
    #expect(events.map { $0[1] as? String } == ["o", "m", "r"])
    #expect(events.map { $0[2] as? String } == ["\u{1B}[H\"ü\"\r\n", "2 question", "80x24"])
  }
}
