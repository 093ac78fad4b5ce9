package import Tracks

/// What a module printed about a request that failed, as far as that helps its author.
package struct LogExcerpt: Sendable {
  private static let longest = 12

  /// Empty when nothing was printed.
  package let text: String
  /// What to do first, when the module raised an exception that no check asked for.
  package let next: String?

  /// The last lines of a log, or of another text, that tells of a module's end.
  package init(endOf log: String) {
    text = Self.telling(log).suffix(Self.longest).joined(separator: "\n")
    next = nil
  }

  /// `log` is what the module printed since the request was sent; an exception that holds the `secret` was asked for.
  package init(_ log: String, by reader: any FaultLogReader, _ sources: SourceFiles, secret: String) {
    let raised = reader.exceptions(in: log, sources)
    let unforeseen = raised.first { !$0.message.contains(secret) && $0.place != nil }
    let shown = unforeseen ?? raised.first
    let lines = shown?.lines ?? Self.telling(log)
    let end = lines.count > Self.longest ? ["…"] : []
    text = (lines.prefix(Self.longest) + end).joined(separator: "\n")
    next = unforeseen?.sentence.map { "\($0) Fix that first." }
  }

  /// Without blank lines and the lines about pitfall's own pings.
  private static func telling(_ log: String) -> [String] {
    log.split(whereSeparator: \.isNewline).map(String.init).filter { line in
      !line.allSatisfy(\.isWhitespace) && !line.contains(/"GET \/ping HTTP\/1\.1" 2\d\d/)
    }
  }
}
