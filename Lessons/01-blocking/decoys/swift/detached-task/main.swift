import Glibc
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
  await Task.detached { _ = usleep(400_000) }.value
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  let url = "\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)"
  var quote = try await Task.detached { try HTTPClient.getBlocking(url).decode(Quote.self) }.value
  quote.symbol = symbol
  return .json(quote)
}

try await app.run()
