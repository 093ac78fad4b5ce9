package import Base
package import Lessons

/// A request as a manifest describes it: `get` or `post`, a path whose placeholders get fresh words, and under `send`
/// the fields of a JSON body, each with the kind of its value.
package struct RequestTemplate: Sendable, CustomStringConvertible {
  package let method: String
  package let path: PathTemplate
  private let body: [(name: String, kind: UpstreamRoute.FieldKind)]

  package init(_ method: String = "GET", _ path: String) {
    self.method = method
    self.path = PathTemplate(path)
    body = []
  }

  /// Reads the fields that describe the request.
  package init(_ fields: inout ManifestFields) throws {
    if let path = try fields.optional("post")?.text("'post'") {
      method = "POST"
      self.path = PathTemplate(path)
    } else {
      method = "GET"
      path = PathTemplate(try fields.text("get"))
    }
    body = try fields.optional("send")?.kinds("'send'") ?? []
  }

  package var description: String { "\(method) \(path)" }

  package var hasBody: Bool { !body.isEmpty }

  /// A request that was never sent before, with a body that no one could guess.
  ///
  /// With a `length` each text of the body has about so many bytes, many of them in letters beyond ASCII. `word` makes
  /// what comes in the place of a placeholder. `further` fields are added to the body.
  package func fresh(
    _ values: FreshValues, headers: [ProbeRequest.Header] = [], length: Int? = nil, further: [String: JSONValue] = [:],
    word: (FreshValues) -> String = { $0.word().lowercased() }
  ) -> ProbeRequest {
    let words = path.placeholders.map { ($0, word(values)) }
    let target = path.filled(with: Dictionary(words) { first, _ in first })
    guard !body.isEmpty else { return ProbeRequest(method, target, headers: headers) }
    let fields = body.map { name, kind -> (String, JSONValue) in
      switch kind {
      case .text: (name, .text(length.map { Self.text(values, $0) } ?? values.sentence(words: 2)))
      case .number: (name, .number(Double(values.integer(in: 1...99))))
      }
    }
    return ProbeRequest(
      method, target, headers: [ProbeRequest.Header("Content-Type", "application/json")] + headers,
      body: JSONValue.object(Dictionary(fields + further.map { ($0.key, $0.value) }) { first, _ in first }).description)
  }

  private static func text(_ values: FreshValues, _ length: Int) -> String {
    let words = values.sentence(words: 2) + " \u{e9}\u{20ac}\u{1f9c3} "
    return String(repeating: words, count: max(1, length / words.utf8.count)) + values.word()
  }
}
