package import Lessons
internal import ModuleRuntime

/// What a module depends on: the upstream, the database, and a secret in its environment.
package struct Surroundings: ModuleSurroundings {
  package let upstream: Upstream
  /// Nil when the lesson has no tables.
  package let database: DatabaseFile?
  /// No response may contain it.
  package let secret: String
  private let values: FreshValues

  /// The same seed gives the same rows and the same secret.
  package init(for lesson: Lesson, seed: UInt64) throws {
    upstream = Upstream(lesson.upstream)
    database = lesson.database.isEmpty ? nil : try DatabaseFile(lesson.database)
    secret = FreshValues(seed: seed, purpose: "secret").token()
    values = FreshValues(seed: seed, purpose: "database")
  }

  package func start() async throws {
    try await database?.fill(values)
    try await upstream.start()
  }

  /// May be called again, and before `start`.
  package func stop() async {
    await upstream.stop()
  }

  /// The environment variables that a module gets.
  package var variables: [String: String] {
    var variables = ["UPSTREAM_URL": upstream.url, "PLANTED_SECRET": secret]
    variables["DATABASE_PATH"] = database?.path
    return variables
  }

  package var upstreamPort: Int { upstream.port }

  package func serveUpstream(onBoundSocket descriptor: Int32) async throws {
    try await upstream.serve(onBoundSocket: descriptor)
  }

  package var writableFolders: [String] { database.map { [$0.folderPath] } ?? [] }
}
