import Testing

/// Expects that of all that a program started and made in the sandbox nothing is left.
func expectNothingLeft(_ sandbox: Sandbox, sourceLocation: SourceLocation = #_sourceLocation) throws {
  let left = try sandbox.leftovers()
  #expect(left == [], sourceLocation: sourceLocation)
}
