import Base
import MiniServer
import TestSupport

extension FakeSurroundings {
  /// The page that a correct module returns; `query` selects it, with ? for the rows' lowest possible ID, their number
  /// and how many are skipped.
  func page(
    _ request: Request, _ query: String = "SELECT id, name FROM users WHERE id > ? ORDER BY id LIMIT ? OFFSET ?"
  ) async throws -> [JSONValue] {
    func number(_ name: String) -> Int? { request.query(name).flatMap { Int($0) } }
    let limit = min(max(number("limit") ?? 10, 1), 100)
    return try await rows(query, [number("after") ?? 0, limit, max(number("skip") ?? 0, 0)].map(String.init))
  }
}
