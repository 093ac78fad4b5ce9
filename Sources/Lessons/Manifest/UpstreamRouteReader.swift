/// Reads an entry of a lesson's 'upstream'.
enum UpstreamRouteReader {
  static func read(_ node: ManifestNode) throws -> UpstreamRoute {
    var fields = try ManifestFields(node, "an upstream route")
    let route = UpstreamRoute(
      method: try fields.text("method", default: "GET"), path: try fields.text("path"),
      status: try fields.integer("status", in: 200...599, default: 200), answer: try answer(fields.required("reply")))
    try fields.end()
    return route
  }

  private static func answer(_ node: ManifestNode) throws -> UpstreamRoute.Answer {
    switch node.value {
    case .scalar("chunks"): return .chunks
    case .fields: return .fields(try node.kinds("'reply'"))
    default: throw ManifestError("'reply' must be a mapping of fields to number or text, or 'chunks'", at: node.place)
    }
  }
}

extension ManifestNode {
  /// A mapping of names to kinds of values, in its order.
  package func kinds(_ what: String) throws -> [(name: String, kind: UpstreamRoute.FieldKind)] {
    guard case .fields(let pairs) = value else {
      throw ManifestError("\(what) must be a mapping of names to number or text", at: place)
    }
    return try pairs.map { key, value in
      let text = try value.text("'\(key.value)'")
      guard let kind = UpstreamRoute.FieldKind(rawValue: text) else {
        throw ManifestError("'\(key.value)' must be number or text, but is '\(text)'", at: value.place)
      }
      return (key.value, kind)
    }
  }
}
