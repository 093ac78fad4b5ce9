extension Tool {
  /// One of the project's own programs, built next to the tests.
  package static func built(_ name: String) throws -> Tool { Tool(path: try Products.path(name)) }
}
