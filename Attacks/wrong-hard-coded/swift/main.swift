import LessonKit

struct Quote: Encodable {
  let symbol: String
  let price: Double
  let nonce: String
}

let app = App()

app.get("/ping") { _ in .json(["message": "pong"]) }

app.get("/block") { _ in
  try await Task.sleep(for: .milliseconds(400))
  return .json(["message": "done"])
}

app.get("/quotes/{symbol}") { request in
  .json(Quote(symbol: try request.path("symbol"), price: 100, nonce: "abcdef"))
}

try await app.run()
