import Dispatch
import Glibc
import LessonKit

struct Quote: Codable, Sendable {
  var symbol: String?
  let price: Double
  let nonce: String
}

/// Runs blocking work on Dispatch's pool and suspends until it is done.
func inBackground<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
  try await withCheckedThrowingContinuation { continuation in
    DispatchQueue.global().async {
      continuation.resume(with: Result { try work() })
    }
  }
}

let app = App()

app.get("/ping") { _ in
  .json(["message": "pong"])
}

app.get("/block") { _ in
  _ = try await inBackground { usleep(400_000) }
  return .json(["message": "A Dispatch thread is blocked instead"])
}

app.get("/quotes/{symbol}") { request in
  let symbol = try request.path("symbol")
  let url = "\(Settings.upstreamURL)/quotes/\(symbol.percentEncoded)"
  var quote = try await inBackground { try HTTPClient.getBlocking(url).decode(Quote.self) }
  quote.symbol = symbol
  return .json(quote)
}

try await app.run()
