package struct FastAPIEnvironment: Sendable {
  package let python: String
  package static func prepare(home: String, progress: @Sendable (String) -> Void) async throws -> FastAPIEnvironment {
    FastAPIEnvironment(python: "/tmp/hl-venv/bin/python")
  }
  package static func diagnose(home: String) async -> [Diagnosis] { [] }
}
