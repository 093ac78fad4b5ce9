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
    case .noAnswer(let reason): reason.words
    }
  }

  /// True when the module's log may say why.
  var isFault: Bool { (status ?? 0) >= 500 }

  var mayBeLate: Bool {
    if case .noAnswer(let reason) = self { !reason.isTooLong } else { false }
  }

  var isTooLong: Bool {
    if case .noAnswer(let reason) = self { reason.isTooLong } else { false }
  }
}

extension PageExchange {
  var words: String { "\(request.words) \(page.words)" }

  /// A failure that says that the response is not a page.
  /// `change` is what was done right before.
  func failure(_ check: String, after change: String? = nil, next: String? = nil) -> Failure {
    let words = change.map { "after \($0), \(self.words)" } ?? self.words
    return Failure(
      "\(check).\(page.isTooLong ? "too-long" : "no-page")", words, next: next ?? self.next, mayBeLate: page.mayBeLate,
      isInLog: page.isFault)
  }

  /// What to do about a response that is not a page; nil when the log says more.
  var next: String? {
    switch page {
    case .rows: nil
    case .noList: "Respond to \(request.words) with the list of rows itself as JSON, without an object around it."
    case .status(let status) where status >= 500: nil
    case .status(let status):
      "Find out why \(request.words) returned \(status): it asks for an ordinary page and must get one, with status 200."
    case .noAnswer where page.isTooLong: "Return one page of rows, and nothing else, for \(request.words)."
    case .noAnswer: "Find out what \(request.words) waits for, or why the server hung up: start with its log."
    }
  }
}
