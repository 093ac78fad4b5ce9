extension QueriesTrace {
  /// A statement, and all its executions from one place for one request.
  package struct Statement: Sendable, Equatable, Encodable {
    /// As the module gave it to the database, in one line.
    package let sql: String
    /// With the values of the first execution; nil when it has none, or they are too long.
    package let expanded: String?
    package let count: Int
    /// Whether it only opens or ends a transaction, or sets something for a connection.
    package let isHousekeeping: Bool
    /// When the first execution began, in milliseconds since the observation began.
    package let at: Double
    /// All executions together, waiting included.
    package let milliseconds: Double
    /// While another program or connection had the database locked.
    package let waited: Double
    /// What the database did; nil when only the module's library reported the statement.
    package let work: Work?
    /// The module's own line nearest to the call; nil when it is not known.
    package let place: CodePlace?
    /// Where it ran.
    package let runner: Runner
    /// "SQLAlchemy" or another library that reported the statement; nil when only SQLite did.
    package let library: String?
    package let error: String?
    /// How the database finds the rows; empty when it is not known.
    package let plan: [PlanLine]
    /// Why there is no plan; nil when there is one, or none is of use.
    package let planProblem: String?
    /// What is worth a look.
    package let signs: [String]

    private enum CodingKeys: String, CodingKey {
      case sql, expanded, count, milliseconds, work, place, runner, library, error, plan, signs
      case isHousekeeping = "is_housekeeping"
      case at = "at_ms"
      case waited = "waited_ms"
      case planProblem = "plan_problem"
    }

    package init(
      sql: String, expanded: String?, count: Int = 1, isHousekeeping: Bool = false, at: Double, milliseconds: Double,
      waited: Double = 0, work: Work?, place: CodePlace?, runner: Runner, library: String? = nil, error: String? = nil,
      plan: [PlanLine] = [], planProblem: String? = nil, signs: [String] = []
    ) {
      self.sql = sql
      self.expanded = expanded
      self.count = count
      self.isHousekeeping = isHousekeeping
      self.at = at
      self.milliseconds = milliseconds
      self.waited = waited
      self.work = work
      self.place = place
      self.runner = runner
      self.library = library
      self.error = error
      self.plan = plan
      self.planProblem = planProblem
      self.signs = signs
    }
  }

  package enum Runner: String, Sendable, Encodable {
    case eventLoop = "event_loop"
    case otherThread = "other_thread"
    case otherProcess = "other_process"
  }

  /// What SQLite did for a statement, in all its executions.
  package struct Work: Sendable, Equatable, Encodable {
    /// How many rows it returned to the module.
    package let rows: Int
    /// How many rows it read where it reads one after the other; 0 when it goes straight to those that it needs.
    package let scanned: Int
    /// How many bytes it read from the file; none for pages that it had read before. Nil when they were not counted.
    package let bytes: Int?
    package let sorts: Int
    /// The file is mapped into memory, so that it is read without system calls.
    package let isMapped: Bool

    private enum CodingKeys: String, CodingKey {
      case rows, bytes, sorts
      case scanned = "rows_scanned"
      case isMapped = "is_mapped"
    }

    package init(rows: Int, scanned: Int, bytes: Int?, sorts: Int, isMapped: Bool) {
      self.rows = rows
      self.scanned = scanned
      self.bytes = bytes
      self.sorts = sorts
      self.isMapped = isMapped
    }
  }

  /// One line of EXPLAIN QUERY PLAN.
  package struct PlanLine: Sendable, Equatable, Encodable {
    /// In the database's words.
    package let detail: String
    /// How many lines it is part of.
    package let depth: Int
    /// What it means; nil for a line that pitfall does not know.
    package let meaning: String?

    package init(_ detail: String, depth: Int = 0, meaning: String?) {
      self.detail = detail
      self.depth = depth
      self.meaning = meaning
    }
  }
}
