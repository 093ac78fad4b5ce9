package import Bench
package import Lessons

/// Requests single pages: ordinary ones, and pages that no one may get.
package struct PageCheck: TrafficCheck {
  /// What a response must contain.
  package enum Wish: Sendable, Equatable {
    case rows([PageRow])
    /// The first of these rows and no others, or an error response.
    case firstOf([PageRow], mayBeEmpty: Bool)
    /// Any rows, but no more than so many, or an error response.
    case atMost(Int)

    /// No row at all.
    static let nothing = Wish.firstOf([], mayBeEmpty: true)
  }

  package struct Reading: Sendable {
    package let query: PageQuery
    package let exchange: PageExchange
    package let wish: Wish

    package init(_ query: PageQuery, _ exchange: PageExchange, _ wish: Wish) {
      self.query = query
      self.exchange = exchange
      self.wish = wish
    }
  }

  package struct Measurement: Sendable {
    /// The number of rows without a limit, and with the highest one.
    package let usual: Int
    package let most: Int
    /// All rows, by ascending ID.
    package let table: [PageRow]
    package let ping: Exchange
    package let pages: [Reading]

    package init(usual: Int = 10, most: Int = 100, table: [PageRow] = [], ping: Exchange, pages: [Reading]) {
      self.usual = usual
      self.most = most
      self.table = table
      self.ping = ping
      self.pages = pages
    }
  }

  private let route: PagedRoute
  private let usual: Int
  private let most: Int

  package static let name = "page"
  package static let summary =
    "Requests single pages: ordinary ones, and ones with limits that no caller may have, by position and by ID."
  package static let parameters: [Parameter] =
    Parameter.pagedRoute + [
      .usual,
      Parameter("most", "a whole number from 1 to 1000; 100 by default", "The largest page that a caller may have."),
    ]

  package init(_ fields: inout ManifestFields) throws {
    route = try PagedRoute(&fields)
    usual = try fields.integer("usual", in: 1...1_000, default: 10)
    most = try fields.integer("most", in: 1...1_000, default: 100)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let ping = try await bench.ask(.ping)
    let table = try await route.rows(in: try bench.database(), atLeast: 2 * (most + usual))
    var pages = try await readings(wishes(table, bench.values), bench)
    // Once a page is wrong, more of them only take time.
    if pages.allSatisfy(\.holds) {
      let last = table[bench.values.integer(in: 0...table.count / 4)].id
      if try await bench.ask(route, PageQuery(limit: usual, after: last)).page.rows != nil {
        pages += try await readings(wishesAfter(last, table, bench.values), bench)
      }
    }
    return Measurement(usual: usual, most: most, table: table, ping: ping, pages: pages)
  }

  private func readings(_ wishes: [(PageQuery, Wish)], _ bench: Bench) async throws -> [Reading] {
    var pages: [Reading] = []
    for (query, wish) in wishes {
      let exchange = try await bench.ask(route, query)
      pages.append(Reading(query, exchange, wish))
      // Each further request could take its full patience as well.
      if case .noAnswer = exchange.page { break }
    }
    return pages
  }

  /// Limits that no caller may have, for pages by ID: a module need not know `after`, and may return any page then.
  private func wishesAfter(_ last: Int?, _ table: [PageRow], _ values: FreshValues) -> [(PageQuery, Wish)] {
    let large = values.integer(in: most + 2...table.count)
    return [most + 1, large, 1_000_000_000, 0, -values.integer(in: 1...9)].map {
      (PageQuery(limit: $0, after: last), .atMost(most))
    }
  }

  private func wishes(_ table: [PageRow], _ values: FreshValues) -> [(PageQuery, Wish)] {
    let count = table.count
    let skip = values.integer(in: 1...count / 2)
    let deep = values.integer(in: count / 2...count - most)
    let limit = values.integer(in: 2...most / 2)
    let large = values.integer(in: most + 1...count)
    func negative() -> Int { -values.integer(in: 1...9) }
    func exact(_ query: PageQuery) -> (PageQuery, Wish) { (query, .rows(query.rows(of: table, usual: usual))) }
    /// At most `most` rows from `skip` on, whatever the limit is.
    func some(_ query: PageQuery, mayBeEmpty: Bool) -> (PageQuery, Wish) {
      (
        query,
        .firstOf(
          PageQuery(skip: max(query.skip ?? 0, 0), limit: most).rows(of: table, usual: usual), mayBeEmpty: mayBeEmpty)
      )
    }
    return [
      exact(PageQuery()),
      exact(PageQuery(skip: skip, limit: limit)),
      exact(PageQuery(skip: skip + 1)),
      exact(PageQuery(limit: limit + 1)),
      exact(PageQuery(skip: 0, limit: most)),
      exact(PageQuery(skip: deep, limit: most)),
      exact(PageQuery(skip: deep + 1, limit: 1)),
      exact(PageQuery(skip: count - 3, limit: usual)),
      (PageQuery(skip: count + skip, limit: usual), .nothing),
      some(PageQuery(limit: most + 1), mayBeEmpty: false),
      some(PageQuery(limit: large), mayBeEmpty: false),
      some(PageQuery(skip: skip, limit: large), mayBeEmpty: false),
      some(PageQuery(limit: 1_000_000_000), mayBeEmpty: false),
      some(PageQuery(limit: 0), mayBeEmpty: true),
      some(PageQuery(skip: skip, limit: 0), mayBeEmpty: true),
      some(PageQuery(limit: negative()), mayBeEmpty: true),
      some(PageQuery(skip: skip, limit: negative()), mayBeEmpty: true),
      some(PageQuery(skip: negative()), mayBeEmpty: true),
      some(PageQuery(skip: negative(), limit: limit), mayBeEmpty: true),
    ]
  }
}
