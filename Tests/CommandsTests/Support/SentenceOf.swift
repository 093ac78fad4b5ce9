/// What the error says that `body` throws; nil if it throws none.
func sentence(of body: () async throws -> some Any) async -> String? {
  do {
    _ = try await body()
    return nil
  } catch {
    return "\(error)"
  }
}
