internal import Base

extension PageRow {
  /// {"id": 4, "name": "Ada"}
  var words: String { JSONValue.object(fields).description }

  static func words(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
}

extension Page {
  /// What it came to, to be put after the request: "answered 500".
  var words: String {
    switch self {
    case .rows(let rows): "answered \(PageRow.words(rows.count))"
    case .status(let status): "answered \(status)"
    case .noList: "answered a body that is no JSON list"
    case .noAnswer(let reason): "got no answer: \(reason)"
    }
  }

  /// The module's log may say why it refused.
  var isFault: Bool { (status ?? 0) >= 500 }
}

extension PageExchange {
  var words: String { "\(request.words) \(page.words)" }
}
