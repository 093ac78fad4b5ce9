import Foundation
import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

func fetch(_ symbol: String) async throws -> Quote {
  let segment = symbol.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
  var quote = try await HTTPClient.get("\(Settings.upstreamURL)/quotes/\(segment)").decode(Quote.self)
  quote.symbol = symbol
  return quote
}

/// Nothing may take longer than 0.8 s: then there is a quote of zero.
func quote(of symbol: String) async throws -> Quote {
  try await withThrowingTaskGroup(of: Quote.self) { group in
    group.addTask { try await fetch(symbol) }
    group.addTask {
      try await Task.sleep(for: .milliseconds(800))
      return Quote(symbol: symbol, price: 0, nonce: "")
    }
    defer { group.cancelAll() }
    guard let first = try await group.next() else { throw CancellationError() }
    return first
  }
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
  .json(try await quote(of: try request.path("symbol")))
}

try await app.run()
