import LessonKit

struct Upstream: Sendable {
  struct Quote: Decodable, Sendable {
    let price: Double
    let nonce: String
  }

  let url: String

  func quote(of symbol: String) async throws -> Quote {
    try await HTTPClient.get("\(url)/quotes/\(symbol.percentEncoded)").decode()
  }
}

struct Answer: Encodable {
  let symbol: String
  let price: Double
  let nonce: String
}

let app = App()
let upstream = Dependency { _ in Upstream(url: Settings.upstreamURL) }

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  async let pause: Void = Task.sleep(for: .milliseconds(400))
  try await pause
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}", upstream) { request, upstream in
  let symbol = try request.path("symbol")
  async let quote = upstream.quote(of: symbol)
  let answer = try await Answer(symbol: symbol, price: quote.price, nonce: quote.nonce)
  return .json(answer)
}

try await app.run()
