import Foundation
import Judging
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct LogExcerptTests {
  private static let sources = SourceFiles(["/srv/main.py": Data("import x\nx()\n".utf8)])

  private func excerpt(_ log: String, secret: String = "s3cret") -> LogExcerpt {
    LogExcerpt(log, by: FastAPIFaultLog(), Self.sources, secret: secret)
  }

  private func traceback(_ message: String, file: String = "/srv/main.py") -> String {
    "Traceback (most recent call last):\n  File \"\(file)\", line 2, in x\nTypeError: \(message)\n"
  }

  private static let ping = "INFO:     127.0.0.1:5 - \"GET /ping HTTP/1.1\" 200 OK\n"

  @Test("pitfall's own pings are left out, which may leave nothing")
  func leavesPingsOut() {
    #expect(excerpt(Self.ping + "one\n\n" + Self.ping + "two\n").text == "one\ntwo")
    #expect(excerpt(Self.ping + "\n").text.isEmpty)
    #expect(LogExcerpt(endOf: Self.ping + "last words").text == "last words")
    #expect(excerpt("INFO:     127.0.0.1:5 - \"GET /ping HTTP/1.1\" 500 Oh\n").text.hasPrefix("INFO"))
  }

  @Test("Of a long log the first lines are shown, and of one that tells of an end the last")
  func isShort() {
    let lines = (1...20).map { "line \($0)" }
    #expect(excerpt(lines.joined(separator: "\n")).text == (lines.prefix(12) + ["…"]).joined(separator: "\n"))
    #expect(LogExcerpt(endOf: lines.joined(separator: "\n")).text == lines.suffix(12).joined(separator: "\n"))
  }

  @Test("An exception that no check asked for comes first, with the module's own line")
  func namesTheException() {
    let excerpt = excerpt("one\n" + traceback("of s3cret") + Self.ping + traceback("no") + traceback("later"))
    #expect(excerpt.next == "main.py:2 raised TypeError: no. Fix that first.")
    #expect(excerpt.text.hasSuffix("TypeError: no"))
  }

  @Test("An exception that was asked for, or that comes from elsewhere, leaves the next step to the check")
  func leavesOthersAlone() {
    #expect(excerpt(traceback("of s3cret")).next == nil)
    #expect(excerpt(traceback("of s3cret")).text.contains("TypeError: of s3cret"))
    #expect(excerpt(traceback("no", file: "/lib/main.py")).next == nil)
    #expect(excerpt("nothing").next == nil)
  }
}
