package import Base
internal import Yams

/// A piece of YAML that knows its file and line.
package struct ManifestNode: Sendable {
  package indirect enum Value: Sendable {
    case scalar(String)
    case list([ManifestNode])
    case fields([(key: Located<String>, value: ManifestNode)])
    case null
  }

  package let value: Value
  package let place: SourceLine

  init(_ node: Node, file: String) {
    place = SourceLine(file: file, line: node.mark?.line ?? 1)
    switch node {
    case .scalar(let scalar):
      value = node.null != nil && scalar.style == .plain ? .null : .scalar(scalar.string)
    case .sequence(let sequence):
      value = .list(sequence.map { ManifestNode($0, file: file) })
    case .mapping(let mapping):
      value = .fields(
        mapping.map { key, value in
          let place = SourceLine(file: file, line: key.mark?.line ?? 1)
          return (Located(value: key.string ?? "", place: place), ManifestNode(value, file: file))
        })
    case .alias:
      value = .null
    }
  }

  /// A mapping without fields, as if it were at `place`.
  package init(empty place: SourceLine) {
    value = .fields([])
    self.place = place
  }

  /// A scalar, such as the key of a field that is read like a value.
  init(scalar text: String, at place: SourceLine) {
    value = .scalar(text)
    self.place = place
  }

  package func text(_ what: String) throws -> String {
    guard case .scalar(let text) = value else { throw wrong(what, "text") }
    return text
  }

  package func list(_ what: String) throws -> [ManifestNode] {
    guard case .list(let nodes) = value else { throw wrong(what, "a list") }
    return nodes
  }

  /// The pairs of a mapping whose values are texts, in their order.
  package func texts(_ what: String) throws -> [(String, String)] {
    guard case .fields(let pairs) = value else { throw wrong(what, "a mapping of names to texts") }
    return try pairs.map { ($0.key.value, try $0.value.text("'\($0.key.value)' in \(what)")) }
  }

  package func convert<Converted: LosslessStringConvertible>(
    _ what: String, to _: Converted.Type, named kind: String
  ) throws -> Converted {
    guard case .scalar(let text) = value, let converted = Converted(text) else { throw wrong(what, kind) }
    return converted
  }

  private func wrong(_ what: String, _ kind: String) -> ManifestError {
    ManifestError("\(what) must be \(kind), but is \(kindOfValue)", at: place)
  }

  private var kindOfValue: String {
    switch value {
    case .scalar(let text): "'\(text)'"
    case .list: "a list"
    case .fields: "a mapping"
    case .null: "empty"
    }
  }
}
