package import NIOHTTP1

/// Header fields in the order in which they were added; names are case-insensitive.
public struct Headers: Sendable, ExpressibleByDictionaryLiteral, Sequence, CustomStringConvertible {
  package var fields: HTTPHeaders

  package init(fields: HTTPHeaders) {
    self.fields = fields
  }

  public init() {
    fields = HTTPHeaders()
  }

  public init(dictionaryLiteral elements: (String, String)...) {
    let isValid = elements.allSatisfy { FieldSyntax.isName($0.0) }
    fields = HTTPHeaders(isValid ? elements : elements.filter { FieldSyntax.isName($0.0) })
  }

  /// The first value of `name`; setting it replaces all values of `name`, and setting nil removes them.
  public subscript(name: String) -> String? {
    get { fields.first(name: name) }
    set {
      guard FieldSyntax.isName(name) else { return }
      if let newValue {
        fields.replaceOrAdd(name: name, value: newValue)
      } else {
        fields.remove(name: name)
      }
    }
  }

  /// All values of `name`, one per field line.
  public func values(_ name: String) -> [String] {
    fields[name]
  }

  /// Adds a field line; ignored if HTTP does not allow the name.
  public mutating func add(_ name: String, _ value: String) {
    guard FieldSyntax.isName(name) else { return }
    fields.add(name: name, value: value)
  }

  public func makeIterator() -> AnyIterator<(name: String, value: String)> {
    var iterator = fields.makeIterator()
    return AnyIterator { iterator.next().map { (name: $0.name, value: $0.value) } }
  }

  public var description: String {
    map { "\($0.name): \($0.value)" }.joined(separator: "\n")
  }
}
