internal import Glibc

/// What the module's surroundings tell it, read from environment variables.
public enum Settings {
  /// The partner service that this module depends on, without a slash at the end (`UPSTREAM_URL`).
  public static var upstreamURL: String { value("UPSTREAM_URL") ?? "http://127.0.0.1:9000" }

  /// The SQLite file that another program owns (`DATABASE_PATH`).
  public static var databasePath: String { value("DATABASE_PATH") ?? "database.sqlite" }

  public static func value(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }

  static var port: Int { value("PORT").flatMap { Int($0) } ?? 8000 }
}
