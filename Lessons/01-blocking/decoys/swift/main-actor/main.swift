import Glibc
import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

/// Runs on the main thread, not on the event loop.
@MainActor func waitOnMain() {
  usleep(400_000)
}

@MainActor func fetch(_ symbol: String) throws -> Quote {
  var quote = try HTTPClient.getBlocking("\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)").decode(Quote.self)
  quote.symbol = symbol
  return quote
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  await waitOnMain()
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  return .json(try await fetch(symbol))
}

try await app.run()
