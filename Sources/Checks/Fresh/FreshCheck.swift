package import Base
package import Bench
package import Lessons

/// Requests one page again and again, while another program changes its rows.
package struct FreshCheck: TrafficCheck {
  package enum Change: Sendable, Equatable {
    case renamed(from: JSONValue, to: JSONValue)
    case deleted
    case inserted
  }

  package struct Step: Sendable {
    package let id: Int
    package let change: Change
    /// The page right after the change.
    package let page: Page

    package init(id: Int, change: Change, page: Page) {
      self.id = id
      self.change = change
      self.page = page
    }
  }

  package struct Measurement: Sendable {
    /// The page before any change.
    package let first: PageExchange
    package let column: String
    package let steps: [Step]

    package init(first: PageExchange, column: String, steps: [Step]) {
      self.first = first
      self.column = column
      self.steps = steps
    }
  }

  var table: String { route.table }
  var id: String { route.id }

  private let route: PagedRoute
  private let column: String

  package static let name = "fresh"
  package static let summary =
    "Requests the same page again and again while another program renames, deletes and "
    + "inserts rows."
  package static let parameters: [Parameter] = Parameter.pagedRoute + [.changes]

  package init(_ fields: inout ManifestFields) throws {
    route = try PagedRoute(&fields)
    column = try fields.text("changes")
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let database = try bench.database()
    let known = try await route.rows(in: database, atLeast: 2)
    let first = try await bench.ask(route)
    let ids = Set((first.page.rows ?? []).compactMap(\.id))
    let served = bench.values.shuffled(known.filter { row in row.id.map(ids.contains) ?? false })
    guard served.count >= 2, let renamed = served.first, let deleted = served.last, let renamedID = renamed.id,
      let deletedID = deleted.id
    else {
      return Measurement(first: first, column: column, steps: [])
    }
    let name = JSONValue.text(bench.values.word())
    let steps = try await database.restoring(route.table) {
      try await database.update(route.table, id: renamedID, [column: name])
      var steps = [
        Step(
          id: renamedID, change: .renamed(from: renamed.fields[column] ?? .null, to: name),
          page: try await bench.ask(route).page)
      ]
      try await database.delete(route.table, id: deletedID)
      steps.append(Step(id: deletedID, change: .deleted, page: try await bench.ask(route).page))
      try await database.putBack(route.table, id: deletedID)
      steps.append(Step(id: deletedID, change: .inserted, page: try await bench.ask(route).page))
      return steps
    }
    return Measurement(first: first, column: column, steps: steps)
  }
}
