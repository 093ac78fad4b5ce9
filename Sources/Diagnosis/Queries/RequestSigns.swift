package import Report

/// What is worth a look in all statements of one request together, as sentences.
package enum RequestSigns {
  /// Fewer than this happen to be executed several times.
  private static let many = 5

  /// `rowsSent` is how many rows the response has; nil when it is not known.
  package static func signs(of statements: [QueriesTrace.Statement], rowsSent: Int?) -> [String] {
    let queries = statements.filter { !$0.isHousekeeping && $0.error == nil }
    var signs: [String] = []
    if let most = queries.max(by: { $0.count < $1.count }), most.count >= many {
      signs.append(
        "The same statement \(most.count) times in one request: one statement with IN or JOIN could read them all.")
    }
    let rows = queries.reduce(0) { $0 + ($1.work?.rows ?? 0) }
    if let rowsSent, rows >= 20, rows > 2 * max(rowsSent, 1) {
      signs.append("The database returned \(rows) rows to the module, and the response has \(rowsSent).")
    }
    return signs
  }
}
