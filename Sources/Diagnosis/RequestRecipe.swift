internal import Base
package import Bench
package import Lessons

/// A request as a manifest describes it for `diagnose`: `get` or `post`, a path, `headers`, and a `body`.
///
/// In all of them, `{table.column}` stands for a value of the table's first row, and any other word in braces for a
/// word that was never sent before.
package struct RequestRecipe: Sendable {
  private let method: String
  private let path: String
  private let headers: [(name: String, value: String)]
  private let body: String

  package init(_ node: ManifestNode) throws {
    var fields = try ManifestFields(node, "a request")
    if let path = try fields.optional("post")?.text("'post'") {
      (method, self.path) = ("POST", path)
    } else {
      (method, path) = ("GET", try fields.text("get"))
    }
    headers = try fields.optional("headers")?.texts("'headers'") ?? []
    body = try fields.text("body", default: "")
    try fields.end()
  }

  /// Throws `RecipeError` for a table, column, or row that there is not.
  package func request(in surroundings: Surroundings) async throws -> ProbeRequest {
    var filled: [String] = []
    for text in [path, body] + headers.map(\.value) { filled.append(try await Self.fill(text, surroundings)) }
    return ProbeRequest(
      method, filled[0], headers: zip(headers, filled[2...]).map { ProbeRequest.Header($0.name, $1) }, body: filled[1])
  }

  private static func fill(_ text: String, _ surroundings: Surroundings) async throws -> String {
    var filled = ""
    var rest = Substring(text)
    while let match = rest.firstMatch(of: /\{(\w+)(?:\.(\w+))?\}/) {
      filled += rest[..<match.range.lowerBound]
      filled += try await value(String(match.1), match.2.map(String.init), surroundings)
      rest = rest[match.range.upperBound...]
    }
    return filled + rest
  }

  private static func value(_ name: String, _ column: String?, _ surroundings: Surroundings) async throws -> String {
    guard let column else { return FreshValues(seed: Seed.random(), purpose: name).word().lowercased() }
    guard let value = try await surroundings.database?.rows(of: name).first?[column] else {
      throw RecipeError(
        description: "The lesson's database has no value for {\(name).\(column)}, which `diagnose` needs.")
    }
    return value.plainText
  }
}

struct RecipeError: ToldError {
  let description: String
}
