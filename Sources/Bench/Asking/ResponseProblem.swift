package import Base

package enum ResponseProblem: Sendable, Equatable {
  case noResponse(NoResponse)
  /// Another status than the expected one.
  case status(Int)
  case notJSON
  case field(FieldDifference)

  /// True when a slow machine could have caused it.
  package var mayBeLate: Bool {
    if case .noResponse(let reason) = self { !reason.isTooLong } else { false }
  }

  package var isServerError: Bool {
    if case .status(let status) = self { status >= 500 } else { false }
  }
}

extension Exchange {
  /// Nil for a response with this status and, when any are named, these fields in a JSON object.
  package func problem(status: Int = 200, fields: [String: JSONValue] = [:]) -> ResponseProblem? {
    switch outcome {
    case .noAnswer(let reason): return .noResponse(reason)
    case .answer(let answer) where answer.status != status: return .status(answer.status)
    case .answer(let answer):
      if fields.isEmpty { return nil }
      guard let body = answer.json else { return answer.excess.map { .noResponse($0) } ?? .notJSON }
      return FieldDifference.first(in: body, from: fields).map { .field($0) }
    }
  }

  /// The status, such as "200", or "no response".
  package var statusText: String { status.map(String.init) ?? "no response" }

  /// True when the module's log may say why.
  package var isServerError: Bool { (status ?? 0) >= 500 }
}
