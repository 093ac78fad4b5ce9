package struct FastAPIEnvironment: Sendable {
  package let python: String
  package static func prepare(home: String, progress: @Sendable (String) -> Void) async throws -> FastAPIEnvironment {
    FastAPIEnvironment(python: home + "/.venv/x/bin/python")
  }
}
