/// Finds out what a track's log does not say about an exception that a route let escape.
package protocol FaultLogReader: Sendable {
  /// What the log must have, such as "its traceback".
  var expected: String { get }

  /// The same in a few words, for a table.
  var brief: String { get }

  /// The parts that `log` should have and lacks.
  func missing(in log: String, of fault: LoggedFault) -> Set<FaultLogPart>

  /// What the log has instead, to follow "the log has"; `missing` is not empty.
  func found(missing: Set<FaultLogPart>) -> String
}

/// What a log must tell the person who is called at night.
package enum FaultLogPart: Sendable, Hashable {
  /// What went wrong, in the exception's own words.
  case description
  /// Which request it was.
  case requestID
  /// The route's file and line.
  case place
  /// The chain of calls to where it was raised.
  case traceback
}

/// An exception that a log should have, as the caller knows it.
package struct LoggedFault: Sendable {
  /// A random word that is part of the exception's description.
  package let secret: String
  /// The request's, any of which will do; none need be there for a request without one.
  package let ids: [String]
  package let sources: SourceFiles

  package init(secret: String, ids: [String], sources: SourceFiles) {
    self.secret = secret
    self.ids = ids
    self.sources = sources
  }
}
