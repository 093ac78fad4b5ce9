internal import Base

/// LessonKit logs one line for each error, and so must a module that logs errors itself.
package struct SwiftFaultLog: FaultLogReader {
  private static let parts: [FaultLogPart] = [.description, .requestID, .place]

  package let expected = "one line with its description, the request's ID, and the route's file and line"
  package let brief = "text, id, place"

  package init() {}

  package func missing(in log: String, of fault: LoggedFault) -> Set<FaultLogPart> {
    // A line that is not about the exception does not count, whatever else it has.
    log.plainLog.split(whereSeparator: \.isNewline).lazy
      .filter { $0.contains(fault.secret) }
      .map { line in Set(Self.parts.filter { !Self.has($0, in: String(line), fault) }) }
      .min { $0.count < $1.count } ?? Set(Self.parts)
  }

  package func found(missing: Set<FaultLogPart>) -> String {
    if missing.contains(.description) { return "nothing about the exception" }
    let names: [(part: FaultLogPart, name: String)] = [
      (.requestID, "the request's ID"), (.place, "the route's file and line"),
    ]
    return "a line with the error's description, but without "
      + names.filter { missing.contains($0.part) }.map(\.name).joined(separator: " and ")
  }

  private static func has(_ part: FaultLogPart, in line: String, _ fault: LoggedFault) -> Bool {
    switch part {
    case .requestID: fault.ids.isEmpty || fault.ids.contains { line.contains($0) }
    case .place: !SourcePlace.all(in: line, suffix: TrackLayout.swift.sourceSuffix).isEmpty
    case .description, .traceback: true
    }
  }
}
