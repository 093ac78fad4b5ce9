import Glibc
import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

@concurrent
func makeReport() async {
  usleep(400_000)
}

@concurrent
func quote(_ symbol: String) async throws -> Quote {
  let reply = try HTTPClient.getBlocking("\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)")
  var quote = try reply.decode(Quote.self)
  quote.symbol = symbol
  return quote
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  await makeReport()
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  .json(try await quote(request.path("symbol")))
}

try await app.run()
