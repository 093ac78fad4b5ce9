internal import Base
internal import GRDB

/// How SQLite would execute a statement.
package enum QueryPlan {
  package struct Line: Sendable, Equatable {
    /// SQLite's words.
    package let detail: String
    /// How many other lines it is part of.
    package let depth: Int

    package init(_ detail: String, depth: Int = 0) {
      self.detail = detail
      self.depth = depth
    }
  }

  /// Explains a statement of another program, on that program's database file, which is opened for reading only. Throws
  /// `QueryPlanError`.
  package static func explain(_ sql: String, database: String) async throws -> [Line] {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.busyMode = .timeout(1)
    do {
      let queue = try DatabaseQueue(path: database, configuration: configuration)
      return try await queue.read { db in
        let statement = try db.makeStatement(sql: "EXPLAIN QUERY PLAN " + sql)
        // The plan does not depend on them.
        statement.setUncheckedArguments(StatementArguments())
        var depths: [Int: Int] = [:]
        return try Row.fetchAll(statement).map { row in
          let (id, parent): (Int, Int) = (row["id"], row["parent"])
          let depth = depths[parent].map { $0 + 1 } ?? 0
          depths[id] = depth
          return Line(row["detail"], depth: depth)
        }
      }
    } catch let error as DatabaseError {
      throw QueryPlanError(description: error.message ?? "\(error.resultCode)")
    }
  }
}

package struct QueryPlanError: ToldError, Equatable {
  /// In SQLite's words.
  package let description: String

  package init(description: String) {
    self.description = description
  }
}
