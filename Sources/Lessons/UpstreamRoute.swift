/// A route of the upstream service, and the kind of response that each call gets, with new values.
package struct UpstreamRoute: Sendable {
  package enum FieldKind: String, Sendable, CaseIterable {
    case number
    case text
  }

  package enum Answer: Sendable {
    /// A JSON object with these fields.
    case fields([(name: String, kind: FieldKind)])
    /// Lines of text, sent one by one.
    case chunks
  }

  package let method: String
  package let path: String
  package let status: Int
  package let answer: Answer

  package init(method: String = "GET", path: String, status: Int = 200, answer: Answer) {
    self.method = method
    self.path = path
    self.status = status
    self.answer = answer
  }
}
