import Foundation
import FoundationNetworking
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
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  let address = "\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)"
  guard let url = URL(string: address) else { throw HTTPError(.badRequest) }
  let (data, _) = try await URLSession.shared.data(from: url)
  var quote = try JSONDecoder().decode(Quote.self, from: data)
  quote.symbol = symbol
  return .json(quote)
}

try await app.run()
