internal import Base
internal import Bench

extension PageRow {
  /// {"id": 4, "name": "Ada"}
  var words: String { JSONValue.object(fields).description }

  static func words(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
}

extension Page {
  /// The result, to be put after the request: "returned 500".
  var words: String {
    switch self {
    case .rows(let rows): "returned \(PageRow.words(rows.count))"
    case .status(let status): "returned \(status)"
    case .noList: "returned a body that is not a JSON list"
    case .noAnswer(let reason): "got no response: \(reason)"
    }
  }

  /// Then the module's log may say why.
  var isFault: Bool { (status ?? 0) >= 500 }

  var mayBeLate: Bool { status == nil }
}

extension PageExchange {
  var words: String { "\(request.words) \(page.words)" }

  /// That it is not a page at all.
  func failure(_ check: String) -> Failure {
    Failure("\(check).no-page", words, mayBeLate: page.mayBeLate, isInLog: page.isFault)
  }
}
