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
  try await offload { usleep(400_000) }
  return .json(["message": "A pool thread is blocked instead"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  let url = "\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)"
  var quote = try await offload { try HTTPClient.getBlocking(url).decode(Quote.self) }
  quote.symbol = symbol
  return .json(quote)
}

try await app.run()
