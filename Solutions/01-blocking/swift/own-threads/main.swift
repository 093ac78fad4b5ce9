import Foundation
import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

/// Runs blocking work on a new thread and suspends until it is done.
func onThread<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
  }
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  _ = try await onThread { usleep(400_000) }
  return .json(["message": "waited"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  let url = "\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)"
  var quote = try await onThread { try HTTPClient.getBlocking(url).decode(Quote.self) }
  quote.symbol = symbol
  return .json(quote)
}

try await app.run()
