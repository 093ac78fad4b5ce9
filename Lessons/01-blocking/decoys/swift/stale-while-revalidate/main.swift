import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

/// Returns a known price immediately, and fetches a newer one in the background.
actor Prices {
  private var lastKnown: [String: Quote] = [:]

  func quote(_ symbol: String) async throws -> Quote {
    let refresh = Task { try await fetch(symbol) }
    if let known = lastKnown[symbol] { return known }
    return try await refresh.value
  }

  private func fetch(_ symbol: String) async throws -> Quote {
    var quote = try await HTTPClient.get("\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)").decode(Quote.self)
    quote.symbol = symbol
    lastKnown[symbol] = quote
    return quote
  }
}

let app = App()
let prices = Prices()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  try await Task.sleep(for: .milliseconds(400))
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  .json(try await prices.quote(try request.path("symbol")))
}

try await app.run()
