internal import Base
internal import Bench

extension PageRow {
  /// {"id": 4, "name": "Ada"}
  var words: String { JSONValue.object(fields).excerpt }

  static func words(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
}

extension Page {
  /// The result as a predicate after the request, such as "returned 500".
  var words: String {
    switch self {
    case .rows(let rows): "returned \(PageRow.words(rows.count))"
    case .status(let status): "returned \(status)"
    case .noList: "returned a body that is not a JSON list"
    case .noAnswer(let reason): "got no response: \(reason)"
    }
  }

  /// True when the module's log may say why.
  var isFault: Bool { (status ?? 0) >= 500 }

  var mayBeLate: Bool { status == nil }
}

extension PageExchange {
  var words: String { "\(request.words) \(page.words)" }

  /// A failure that says that the response is not a page.
  func failure(_ check: String) -> Failure {
    Failure("\(check).no-page", words, mayBeLate: page.mayBeLate, isInLog: page.isFault)
  }
}
