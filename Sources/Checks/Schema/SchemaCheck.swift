internal import Base
package import Bench
package import Lessons

/// Reads the module's OpenAPI document: which parameters do its routes take from the query?
package struct SchemaCheck: TrafficCheck {
  package struct Measurement: Sendable {
    package struct Route: Sendable {
      package let path: String
      /// Nil when the document does not describe the route.
      package let queryParameters: [String]?

      package init(path: String, queryParameters: [String]?) {
        self.path = path
        self.queryParameters = queryParameters
      }
    }

    package let exchange: Exchange
    /// Empty when there is no document.
    package let routes: [Route]

    package init(exchange: Exchange, routes: [Route]) {
      self.exchange = exchange
      self.routes = routes
    }
  }

  private let document: String
  private let paths: [String]

  package static let name = "schema"
  package static let summary =
    "Reads the module's OpenAPI document: do any of its routes take a parameter from the "
    + "query?"
  package static let parameters: [Parameter] = [
    Parameter("get", "a path", "The OpenAPI document."),
    Parameter("routes", "a list of paths", "The routes that must take nothing from the query."),
  ]

  package init(_ fields: inout ManifestFields) throws {
    document = try fields.text("get")
    paths = try fields.texts("routes")
  }

  package func measure(_ bench: Bench) async throws -> Measurement {
    let exchange = try await bench.ask(ProbeRequest("GET", document))
    let described = exchange.status == 200 ? exchange.answer?.json?["paths"] : nil
    return Measurement(
      exchange: exchange,
      routes: described.map { described in paths.map { Self.route($0, described[$0]) } } ?? [])
  }

  /// A parameter may be described for the operation, or for all operations of the path.
  private static func route(_ path: String, _ item: JSONValue?) -> Measurement.Route {
    guard let item, let operation = item["get"] else {
      return Measurement.Route(path: path, queryParameters: nil)
    }
    let parameters = [operation, item].flatMap { $0["parameters"]?.elements ?? [] }
    return Measurement.Route(
      path: path,
      queryParameters: parameters.filter { $0["in"] == .text("query") }.map { $0["name"]?.plainText ?? "?" })
  }
}
