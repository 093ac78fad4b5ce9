extension Tool {
  /// One of our own programs, as built beside the tests.
  package static func built(_ name: String) throws -> Tool { Tool(path: try Products.path(name)) }
}
