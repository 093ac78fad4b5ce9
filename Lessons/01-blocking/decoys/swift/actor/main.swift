import Glibc
import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

actor Worker {
  func pause() {
    usleep(400_000)
  }

  func fetchQuote(_ symbol: String) throws -> Quote {
    var quote = try HTTPClient.getBlocking("\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)").decode(Quote.self)
    quote.symbol = symbol
    return quote
  }
}

let app = App()
let worker = Worker()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  await worker.pause()
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  .json(try await worker.fetchQuote(try request.path("symbol")))
}

try await app.run()
