internal import Base
package import ModuleRuntime

/// LessonKit logs one line for each error, and so must a module that logs errors itself.
package struct SwiftFaultLog: FaultLogReader {
  private static let parts: [FaultLogPart] = [.description, .requestID, .place]

  package let expected = "one line with its description, the request's ID, and the route's file and line"
  package let brief = "text, id, place"

  package init() {}

  package func missing(in log: String, of fault: LoggedFault) -> Set<FaultLogPart> {
    best(in: log, of: fault)?.missing ?? Set(Self.parts)
  }

  /// The line that says most about the error. One that is not about it does not count, whatever else it has.
  private func best(in log: String, of fault: LoggedFault) -> (line: String, missing: Set<FaultLogPart>)? {
    let description = DescribedError(fault)
    let route = fault.account.route.flatMap { SwiftRoute($0, in: fault.sources) }
    return log.plainLog.split(whereSeparator: \.isNewline).lazy
      .filter { description.isIn($0) }
      .map { line in (String(line), missing(in: String(line), fault, route)) }
      .min { $0.missing.count < $1.missing.count }
  }

  private func missing(in line: String, _ fault: LoggedFault, _ route: SwiftRoute?) -> Set<FaultLogPart> {
    var missing: Set<FaultLogPart> = []
    if !fault.ids.isEmpty && !fault.ids.contains(where: { line.contains($0) }) { missing.insert(.requestID) }
    let places = places(in: line)
    let isInRoute = places.contains { place in
      route?.contains(line: place.line, of: fault.sources.ownLines(place.line, at: place.before).map(\.file)) ?? true
    }
    if !isInRoute { missing.insert(.place) }
    return missing
  }

  private func places(in line: String) -> [SourcePlace] {
    SourcePlace.all(in: line.plainSpelling, suffix: TrackLayout.swift.sourceSuffix)
  }

  package func gap(_ missing: Set<FaultLogPart>, in log: String, of fault: LoggedFault) -> FaultLogGap {
    guard let line = best(in: log, of: fault)?.line else {
      let advice =
        "Log the error where it is caught: Log.error(\"\\(error)\") writes its text, the route's file and line, and the "
        + "request's ID."
      guard let telling = log.plainLog.firstTellingLine() else {
        return FaultLogGap("nothing about the exception", next: advice)
      }
      return FaultLogGap("the line \(telling), which lacks the error's description", next: advice)
    }
    let place = places(in: line).first?.words
    var lacks: [String] = []
    if missing.contains(.requestID) { lacks.append("the request's ID") }
    if missing.contains(.place) { lacks.append("the route's file and line") }
    var found = "a line with the error's description, but without " + lacks.joined(separator: " and ")
    if missing.contains(.place), let place, let route = fault.account.route {
      found += ": \(place) is not in the route, which begins at \(route)"
    }
    if !missing.isEmpty, missing.isSubset(of: partsOfOtherLines(in: log, of: fault)) {
      return FaultLogGap(
        "a line with the error's description, but " + lacks.joined(separator: " and ") + " in other lines",
        next: "Put all of it into one line, so that a search for one part finds the others.")
    }
    return FaultLogGap(found, next: advice(missing))
  }

  /// Of a request's ID and its place, what any line but those about requests that were answered has.
  private func partsOfOtherLines(in log: String, of fault: LoggedFault) -> Set<FaultLogPart> {
    let route = fault.account.route.flatMap { SwiftRoute($0, in: fault.sources) }
    let all: Set<FaultLogPart> = [.requestID, .place]
    return log.plainLog.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.isAccessLine }
      .reduce(into: []) { $0.formUnion(all.subtracting(missing(in: $1, fault, route))) }
  }

  private func advice(_ missing: Set<FaultLogPart>) -> String {
    let ofPlace =
      "Log the error that `next` throws, as it is: it is a RoutedError, and knows the route's file and line. Its "
      + "underlying error does not, and #line is that of the line it stands in."
    let ofID =
      "Set X-Request-ID on the request that you pass to `next`, also when you made the ID: then the error's text has it. "
      + "Or write the ID into the line. It must be the one that the response has: make it once."
    return missing.contains(.place) ? ofPlace : ofID
  }

  package func exceptions(in log: String, _ sources: SourceFiles) -> [RaisedException] {
    log.split(whereSeparator: \.isNewline).compactMap { line in
      guard
        let match = line.firstMatch(
          of:
            /^(?:[A-Z]+:\s+)?(?:Exception in [A-Z]+ \S+: )?(.*) \(route at (?:[^():]*\/)?([^():\/]+):(\d+)(?:, request .*)?\)/
        ),
        let number = Int(match.3)
      else { return nil }
      return RaisedException(
        place: RaisedException.Place(file: String(match.2), line: number), type: nil, message: String(match.1),
        lines: [String(line)])
    }
  }

  package func errorCount(in log: String) -> Int {
    log.plainLog.split(whereSeparator: \.isNewline).count { $0.contains(#/^ERROR\b|^Exception in [A-Z]+ \S+: /#) }
  }

  package func account(of method: String, _ path: String, in module: any ModuleUnderTest) -> FaultAccount {
    let record = LessonKitRecord(folder: module.workingDirectory)
    return FaultAccount(route: record.place(of: method, path), raised: record.raised)
  }
}

/// How a line can be known to be about an error: by the secret, or by the rest of its description when the secret was
/// masked.
private struct DescribedError {
  private let secret: String
  /// What the description says before and after the secret; empty when that is too little to know it by.
  private let parts: [String]

  init(_ fault: LoggedFault) {
    secret = fault.secret
    let description = fault.account.raised.last { $0.message.contains(fault.secret) }?.message ?? ""
    let parts = description.replacing(fault.secret, with: "\n").split(whereSeparator: \.isNewline)
      .map { $0.filter(\.isLetter) }
    self.parts = parts.map(\.count).reduce(0, +) >= 8 ? parts.filter { !$0.isEmpty } : []
  }

  func isIn(_ line: Substring) -> Bool {
    if line.contains(secret) { return true }
    guard !parts.isEmpty else { return false }
    let letters = line.filter(\.isLetter)
    return parts.allSatisfy { letters.contains($0) }
  }
}
