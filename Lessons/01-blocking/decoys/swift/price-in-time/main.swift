import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

/// Nobody waits for a slow partner: after 20 ms no price is the answer.
func fetchInTime(_ symbol: String) async throws -> Quote {
  try await withThrowingTaskGroup(of: Quote.self) { group in
    group.addTask { try await HTTPClient.get("\(Settings.upstreamURL)/quotes/\(symbol)").decode(Quote.self) }
    group.addTask {
      try await Task.sleep(for: .milliseconds(20))
      return Quote(price: 0, nonce: "")
    }
    defer { group.cancelAll() }
    return try await group.next() ?? Quote(price: 0, nonce: "")
  }
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  try await Task.sleep(for: .milliseconds(400))
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  var quote = try await fetchInTime(symbol)
  quote.symbol = symbol
  return .json(quote)
}

try await app.run()
