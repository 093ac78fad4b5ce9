internal import Base
package import Lessons

/// A request as a manifest describes it: `get` or `post`, and a path whose placeholders get fresh words.
package struct RequestTemplate: Sendable, CustomStringConvertible {
  package let method: String
  package let path: PathTemplate

  package init(_ method: String = "GET", _ path: String) {
    self.method = method
    self.path = PathTemplate(path)
  }

  /// Takes the fields that name the method and the path.
  package init(_ fields: inout ManifestFields) throws {
    if let path = try fields.optional("post")?.text("'post'") {
      self.init("POST", path)
    } else {
      self.init("GET", try fields.text("get"))
    }
  }

  package var description: String { "\(method) \(path)" }

  /// A request that was never made before; one with a body has JSON that no one could guess.
  package func fresh(_ values: FreshValues, headers: [ProbeRequest.Header] = []) -> ProbeRequest {
    let words = path.placeholders.map { ($0, values.word().lowercased()) }
    let target = path.filled(with: Dictionary(words) { first, _ in first })
    guard method == "POST" else { return ProbeRequest(method, target, headers: headers) }
    let body = JSONValue.object([
      "item": .text(values.sentence(words: 2)), "quantity": .number(Double(values.integer(in: 1...99))),
    ])
    return ProbeRequest(
      method, target, headers: [ProbeRequest.Header("Content-Type", "application/json")] + headers,
      body: body.description)
  }
}
