import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

actor Quotes {
  private var known: [String: Quote] = [:]

  func quote(of symbol: String) async throws -> Quote {
    if let quote = known[symbol] { return quote }
    var quote = try await HTTPClient.get("\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)").decode(Quote.self)
    quote.symbol = symbol
    known[symbol] = quote
    return quote
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
