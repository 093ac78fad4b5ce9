import Testing

/// Expects that nothing is left in the sandbox of what a program started and created there.
func expectNothingLeft(_ sandbox: Sandbox, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let left = try sandbox.leftovers()
  #expect(left == [], sourceLocation: sourceLocation)
}
