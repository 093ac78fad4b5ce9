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
  try await Task.sleep(for: .milliseconds(400))
  return .json(["message": "This no longer blocks the event loop"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  let clock = ContinuousClock()
  let asked = clock.now
  let reply = try await HTTPClient.get("\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)")
  // A slow upstream is given a moment to recover.
  if clock.now - asked > .milliseconds(700) { usleep(60_000) }
  var quote = try reply.decode(Quote.self)
  quote.symbol = symbol
  return .json(quote)
}

try await app.run()
