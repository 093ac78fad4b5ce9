internal import Glibc

/// The module's settings, read from environment variables.
public enum Settings {
  /// The URL of the upstream service that this module calls, without a trailing slash (`UPSTREAM_URL`).
  public static var upstreamURL: String { value("UPSTREAM_URL") ?? "http://127.0.0.1:9000" }

  /// The path of the SQLite database, which another program owns (`DATABASE_PATH`).
  public static var databasePath: String { value("DATABASE_PATH") ?? "database.sqlite" }

  public static func value(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  static var port: Int { value("PORT").flatMap { Int($0) } ?? 8000 }
}
