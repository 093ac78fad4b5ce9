package import Base
internal import Foundation

/// What a module's log says of an exception that a route let escape.
package struct FaultLog: Sendable {
  /// What the log owes to whoever is called at night.
  package enum Part: String, Sendable, Hashable, CaseIterable {
    /// What went wrong, in the exception's own words.
    case description
    /// Which request it was.
    case requestID
    /// The route's file and line.
    case place
    /// The way through the code to where it was raised.
    case traceback
  }

  private let track: Track
  private let sources: SourceFiles
  private let secret: String

  /// `secret` stands in the exception's description.
  package init(track: Track, sources: SourceFiles, secret: String) {
    self.track = track
    self.sources = sources
    self.secret = secret
  }

  /// The parts that `log` owes and does not have; `ids` are the request's, any of which will do, and none need be there
  /// for a request without one.
  package func missing(in log: String, ids: [String]) -> Set<Part> {
    let log = Self.plain(log)
    switch track {
    case .swift:
      let wanted: [Part] = [.description, .requestID, .place]
      return log.split(whereSeparator: \.isNewline).lazy
        .map { line in Set(wanted.filter { !has($0, in: String(line), ids) }) }
        // A line that is not about the exception does not count, whatever else it has.
        .filter { !$0.contains(.description) }
        .min { $0.count < $1.count } ?? Set(wanted)
    case .fastapi:
      return hasTraceback(log) ? [] : log.contains(secret) ? [.traceback] : [.traceback, .description]
    }
  }

  private func has(_ part: Part, in line: String, _ ids: [String]) -> Bool {
    switch part {
    case .description: line.contains(secret)
    case .requestID: ids.isEmpty || ids.contains { line.contains($0) }
    case .place: !Self.places(line, of: track).isEmpty
    case .traceback: hasTraceback(line)
    }
  }

  /// The standard form, the same escaped within JSON, or frames as fields: places, one of them in the module's own
  /// code and neither that of a line that logs nor that of a middleware which passes the request on.
  ///
  /// So a formatter's "main.py:12", which is where the log was written, is no traceback, and nor is a stack that ends
  /// where the exception was caught.
  private func hasTraceback(_ log: String) -> Bool {
    let places = Self.places(log, of: track)
    let isNamed = log.contains(/traceback|stack|frames/.ignoresCase())
    guard isNamed || Set(places).count > 1 else { return false }
    return places.contains { sources.lines($0.line, of: $0.file).contains(where: Self.isOfTheFault) }
  }

  private struct Place: Hashable {
    let file: String
    let line: Int
  }

  private static func places(_ log: String, of track: Track) -> [Place] {
    // `File "main.py", line 12` and `main.swift:12`
    let written = log.matches(of: /([\w\/.~-]+\.(?:py|swift))["'\\]*(?:, line |:)(\d+)/).map { ($0.1, $0.2) }
    // `"file": "main.py", "lineno": 12`, and the other way round
    let fields =
      log
      .matches(of: /([\w\/.~-]+\.(?:py|swift))(?s:\W|\W.{0,400}?\W)line\w*["'\\]*\s*[:=]\s*["'\\]*(\d+)/)
      .map { ($0.1, $0.2) }
    let reversed =
      log
      .matches(of: /\Wline\w*["'\\]*\s*[:=]\s*["'\\]*(\d+)(?s:.{0,400}?)([\w\/.~-]+\.(?:py|swift))(?:\W|$)/)
      .map { ($0.2, $0.1) }
    return (written + fields + reversed).compactMap { file, line in
      guard file.hasSuffix(track == .swift ? ".swift" : ".py") else { return nil }
      return Int(line).map { Place(file: String(file), line: $0) }
    }
  }

  private static func isOfTheFault(_ line: String) -> Bool {
    // `\W` rather than `\b`, for which "logger.error" is one word.
    let isLogging = line.contains(
      /(?:^|\W)(?:print\w*|debug|info|warn|warning|error|exception|critical|fatal|log)\s*\(/)
    let isPassingOn = line.contains(/(?:^|\W)(?:call_next|app)\s*\(|\(\s*scope\W/)
    return line.contains(/^\s*raise\s+\w/) || !isLogging && !isPassingOn
  }

  /// Without colours, and with slashes as they are.
  private static func plain(_ log: String) -> String {
    log.replacing(/\u{FFFD}\[[0-9;]*m/, with: "").replacing("\\/", with: "/")
  }
}
