package import Base
package import Bench
internal import Lessons

/// A route that returns the rows of a table page by page, by ascending id.
package struct PagedRoute: Sendable {
  package let path: String
  package let table: String
  let id: String
  let fields: [String]

  /// More than any table of a lesson has; a check keeps the rows of all its pages.
  private static let mostRows = 12_000

  init(_ manifest: inout ManifestFields) throws {
    path = try manifest.text("get")
    table = try manifest.text("table")
    id = try manifest.text("id", default: "id")
    fields = try manifest.texts("fields")
  }

  package func request(_ query: PageQuery = PageQuery()) -> ProbeRequest {
    let numbers = [("skip", query.skip), ("limit", query.limit), ("after", query.after)].compactMap { name, value in
      value.map { "\(name)=\($0)" }
    }
    return ProbeRequest("GET", path + (numbers.isEmpty ? "" : "?" + numbers.joined(separator: "&")))
  }

  /// All rows that the route must return, in their order; throws when there are fewer than the check needs.
  func rows(in database: DatabaseFile, atLeast count: Int) async throws -> [PageRow] {
    let rows = try await database.rows(of: table)
    guard rows.count >= count else { throw DatabaseFileError.tooFewRows(table, needed: count) }
    return rows.map(row)
  }

  /// How a row of the table must be returned.
  func row(_ row: DatabaseFile.Row) -> PageRow { self.row(.object(row)) }

  /// What a response contains.
  func page(_ exchange: Exchange) -> Page {
    switch exchange.outcome {
    case .noAnswer(let reason): return .noAnswer(reason)
    case .answer(let answer):
      guard answer.status == 200 else { return .status(answer.status) }
      guard let body = answer.json else { return answer.excess.map { .noAnswer($0) } ?? .noList }
      guard case .list(let entries) = body else { return .noList }
      guard entries.count <= Self.mostRows else { return .noAnswer(NoResponse(excess: "\(entries.count) rows")) }
      return .rows(entries.map(row))
    }
  }

  private func row(_ entry: JSONValue) -> PageRow {
    PageRow(
      id: entry[id].flatMap { Int($0.plainText) },
      fields: fields.reduce(into: [:]) { $0[$1] = entry[$1] })
  }
}

/// One row of a page, without the fields that the contract does not name.
package struct PageRow: Sendable, Equatable {
  /// Nil when the row has neither a whole number nor a text of one; `fields` says which of the two it must be.
  package let id: Int?
  package let fields: [String: JSONValue]

  package init(id: Int?, fields: [String: JSONValue]) {
    self.id = id
    self.fields = fields
  }
}

/// The result of a request for a page.
package enum Page: Sendable, Equatable {
  case rows([PageRow])
  /// Any response but a 200.
  case status(Int)
  case noList
  case noAnswer(NoResponse)

  package var rows: [PageRow]? {
    guard case .rows(let rows) = self else { return nil }
    return rows
  }

  package var status: Int? {
    switch self {
    case .rows, .noList: 200
    case .status(let status): status
    case .noAnswer: nil
    }
  }
}

/// A request for a page, and its result.
package struct PageExchange: Sendable, Equatable {
  package let request: ProbeRequest
  package let page: Page

  package init(_ request: ProbeRequest, _ page: Page) {
    self.request = request
    self.page = page
  }
}

extension Bench {
  func ask(_ route: PagedRoute, _ query: PageQuery = PageQuery()) async throws -> PageExchange {
    let request = route.request(query)
    return PageExchange(request, route.page(try await ask(request)))
  }
}
