package import Bench
package import Lessons

/// Requests single pages: ordinary ones, and pages that no one may get.
package struct PageCheck: TrafficCheck {
  /// What a response must contain.
  package enum Wish: Sendable, Equatable {
    case rows([PageRow])
    /// The first of these rows and no others, or an error response.
    case firstOf([PageRow], mayBeEmpty: Bool)

    /// No row at all.
    static let nothing = Wish.firstOf([], mayBeEmpty: true)
  }

  package struct Measurement: Sendable {
    /// The number of rows without a limit, and with the highest one.
    package let usual: Int
    package let most: Int
    package let ping: Exchange
    package let pages: [(exchange: PageExchange, wish: Wish)]

    package init(usual: Int = 10, most: Int = 100, ping: Exchange, pages: [(exchange: PageExchange, wish: Wish)]) {
      self.usual = usual
      self.most = most
      self.ping = ping
      self.pages = pages
    }
  }

  private let route: PagedRoute
  private let usual: Int
  private let most: Int

  package static let name = "page"
  package static let summary =
    "Requests single pages: ordinary ones, and ones with limits that no caller may have."
  package static let parameters: [Parameter] =
    Parameter.pagedRoute + [
      Parameter("usual", "a whole number from 1 to 1000; 10 by default", "Rows of a page without a limit."),
      Parameter("most", "a whole number from 1 to 1000; 100 by default", "The largest page that a caller may have."),
    ]

  package init(_ fields: inout ManifestFields) throws {
    route = try PagedRoute(&fields)
    usual = try fields.integer("usual", in: 1...1_000, default: 10)
    most = try fields.integer("most", in: 1...1_000, default: 100)
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let ping = try await bench.ask(.ping)
    var pages: [(exchange: PageExchange, wish: Wish)] = []
    for (query, wish) in try await wishes(bench) {
      let exchange = try await bench.ask(route, skip: query.skip, limit: query.limit)
      pages.append((exchange, wish))
      // Each further request could take its full patience as well.
      if case .noAnswer = exchange.page { break }
    }
    return Measurement(usual: usual, most: most, ping: ping, pages: pages)
  }

  private typealias Query = (skip: Int?, limit: Int?)

  private func wishes(_ bench: Bench) async throws -> [(Query, Wish)] {
    let rows = try await route.rows(in: try bench.database(), atLeast: most + usual)
    let values = bench.values
    let skip = values.integer(in: 1...rows.count / 2)
    let limit = values.integer(in: 2...most / 2)
    let large = values.integer(in: most + 1...rows.count)
    let first = Wish.firstOf(Array(rows.prefix(most)), mayBeEmpty: false)
    func part(_ skip: Int, _ limit: Int) -> Wish { .rows(Array(rows.dropFirst(skip).prefix(limit))) }
    return [
      ((nil, nil), part(0, usual)),
      ((skip, limit), part(skip, limit)),
      ((skip + 1, nil), part(skip + 1, usual)),
      ((nil, limit + 1), part(0, limit + 1)),
      ((0, most), part(0, most)),
      ((rows.count - 3, usual), part(rows.count - 3, usual)),
      ((rows.count + skip, usual), .nothing),
      ((nil, large), first),
      ((nil, 1_000_000_000), first),
      ((nil, 0), .firstOf(Array(rows.prefix(most)), mayBeEmpty: true)),
      ((nil, -values.integer(in: 1...9)), .firstOf(Array(rows.prefix(most)), mayBeEmpty: true)),
      ((-values.integer(in: 1...9), nil), .firstOf(Array(rows.prefix(most)), mayBeEmpty: true)),
    ]
  }
}
