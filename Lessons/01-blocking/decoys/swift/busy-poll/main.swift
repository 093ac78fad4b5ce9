import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  let end = ContinuousClock.now + .milliseconds(400)
  while ContinuousClock.now < end {
    await Task.yield()
  }
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  var quote = try await HTTPClient.get("\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)").decode(Quote.self)
  quote.symbol = symbol
  return .json(quote)
}

try await app.run()
