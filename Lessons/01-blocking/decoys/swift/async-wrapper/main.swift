import Glibc
import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

func pause() async {
  usleep(400_000)
}

func fetchQuote(_ symbol: String) async throws -> Quote {
  var quote = try HTTPClient.getBlocking("\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)").decode(Quote.self)
  quote.symbol = symbol
  return quote
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  await pause()
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  .json(try await fetchQuote(try request.path("symbol")))
}

try await app.run()
