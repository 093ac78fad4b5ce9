import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

/// Callers who request the same symbol share the call in progress.
actor Quotes {
  private var underWay: [String: Task<Quote, any Error>] = [:]

  func quote(of symbol: String) async throws -> Quote {
    let call = underWay[symbol] ?? Task {
      var quote = try await HTTPClient.get("\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)").decode(Quote.self)
      quote.symbol = symbol
      return quote
    }
    underWay[symbol] = call
    defer { underWay[symbol] = nil }
    return try await call.value
  }
}

let app = App()
let quotes = Quotes()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  try await Task.sleep(for: .milliseconds(400))
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  .json(try await quotes.quote(of: try request.path("symbol")))
}

try await app.run()
