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
  await withTaskGroup(of: Void.self) { group in
    group.addTask { usleep(400_000) }
  }
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  let quote = try await withThrowingTaskGroup(of: Quote.self) { group in
    group.addTask {
      try HTTPClient.getBlocking("\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)").decode(Quote.self)
    }
    guard var quote = try await group.next() else { throw HTTPError(.badGateway) }
    quote.symbol = symbol
    return quote
  }
  return .json(quote)
}

try await app.run()
