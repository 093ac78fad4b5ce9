/// The SQL that a module executed for some requests, and what the database did for it.
package struct QueriesTrace: Sendable, Equatable, Encodable {
  /// What was executed before the first request, such as the settings of a connection.
  package let atStart: [Statement]
  package let requests: [Served]

  private enum CodingKeys: String, CodingKey {
    case requests
    case atStart = "at_start"
  }

  package init(atStart: [Statement], requests: [Served]) {
    self.atStart = atStart
    self.requests = requests
  }

  /// One request, and the statements that were executed for it.
  package struct Served: Sendable, Equatable, Encodable {
    /// The index in the trace's requests.
    package let request: Int
    /// How many members the response's list has; nil when it is not a list.
    package let rowsSent: Int?
    /// The database file's bytes that the module read in the meantime, statements or not; nil when it is not known.
    package let bytesRead: Int?
    package let statements: [Statement]
    /// What is worth a look in all of them together.
    package let signs: [String]

    private enum CodingKeys: String, CodingKey {
      case request, statements, signs
      case rowsSent = "rows_sent"
      case bytesRead = "bytes_read"
    }

    package init(request: Int, rowsSent: Int?, bytesRead: Int?, statements: [Statement], signs: [String]) {
      self.request = request
      self.rowsSent = rowsSent
      self.bytesRead = bytesRead
      self.statements = statements
      self.signs = signs
    }
  }
}
