import Base
import MiniServer
import TestSupport

extension FakeSurroundings {
  /// The page that a correct module returns; `query` selects it, with ? for the rows' lowest possible ID, their number
  /// and how many are skipped.
  func page(
    _ request: Request, _ query: String = "SELECT id, name FROM users WHERE id > ? ORDER BY id LIMIT ? OFFSET ?"
  ) async throws -> [JSONValue] {
    let limit = min(max(request.number("limit") ?? 10, 1), 100)
    return try await rows(
      query, [request.number("after") ?? 0, limit, max(request.number("skip") ?? 0, 0)].map(String.init))
  }
}

extension Request {
  /// The number in a query parameter.
  func number(_ name: String) -> Int? { query(name).flatMap { Int($0) } }
}
