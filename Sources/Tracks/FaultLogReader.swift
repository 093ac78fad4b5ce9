package import ModuleRuntime

/// Finds out what a track's log does not say about an exception that a route let escape.
package protocol FaultLogReader: Sendable {
  /// What the log must have, such as "its traceback".
  var expected: String { get }

  /// The same in a few words, for a table.
  var brief: String { get }

  /// The parts that `log` should have and lacks.
  func missing(in log: String, of fault: LoggedFault) -> Set<FaultLogPart>

  /// What the log has instead, to follow "the log has", and what to do about it; `missing` is not empty.
  func gap(_ missing: Set<FaultLogPart>, in log: String, of fault: LoggedFault) -> FaultLogGap

  /// The exceptions that `log` tells of, in their order.
  func exceptions(in log: String, _ sources: SourceFiles) -> [RaisedException]

  /// How many times `log` calls something an error, in the track's own way: with a traceback, or a line of that level.
  func errorCount(in log: String) -> Int

  /// What is known of the route for a request, and of the errors that escaped it, from elsewhere than the log.
  func account(of method: String, _ path: String, in module: any ModuleUnderTest) -> FaultAccount
}

extension FaultLogReader {
  package func account(of method: String, _ path: String, in module: any ModuleUnderTest) -> FaultAccount {
    FaultAccount()
  }
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

/// What is wrong with a log, and what to do about it.
package struct FaultLogGap: Sendable, Equatable {
  package let found: String
  package let next: String

  package init(_ found: String, next: String) {
    self.found = found
    self.next = next
  }
}

/// An exception that a log should have, as the caller knows it.
package struct LoggedFault: Sendable {
  /// A random word that is part of the exception's description.
  package let secret: String
  /// The request's, any of which will do; none need be there for a request without one.
  package let ids: [String]
  package let sources: SourceFiles
  /// The route's path; nil when it does not matter.
  package let path: String?
  package let account: FaultAccount

  package init(
    secret: String, ids: [String], sources: SourceFiles, path: String? = nil, account: FaultAccount = FaultAccount()
  ) {
    self.secret = secret
    self.ids = ids
    self.sources = sources
    self.path = path
    self.account = account
  }
}

/// What is known of a route and of the errors that escaped it, from elsewhere than the log.
package struct FaultAccount: Sendable {
  /// Where the route was added; nil when that is not known.
  package let route: RaisedException.Place?
  /// The errors that escaped any route so far, the last one last.
  package let raised: [RaisedException]

  package init(route: RaisedException.Place? = nil, raised: [RaisedException] = []) {
    self.route = route
    self.raised = raised
  }
}

extension String {
  private static let longestQuote = 120

  /// The first line that is about more than a request that was answered, as a quotation; nil when there is none.
  func firstTellingLine() -> String? {
    split(whereSeparator: \.isNewline).lazy.map(String.init)
      .first { !$0.allSatisfy(\.isWhitespace) && !$0.isAccessLine }
      .map { line in
        let text = String(line.trimmingPrefix { $0.isWhitespace })
        return "\"\(text.count > Self.longestQuote ? text.prefix(Self.longestQuote) + "…" : text[...])\""
      }
  }

  /// uvicorn's and LessonKit's line for a request that was answered.
  var isAccessLine: Bool { contains(/"[A-Z]+ \S+ HTTP\/\d(?:\.\d)?" \d{3}/) }
}
