/// The part of `verify --json` that the tests read.
struct Report: Decodable {
  struct Check: Decodable {
    let id: String
    let verdict: String
    let measured: String
    let next: String
    let reproduce: String
  }

  struct Score: Decodable, Equatable {
    let points: Int
    let of: Int
  }

  let lesson: String
  let track: String
  let verdict: String
  let seed: UInt64
  let checks: [Check]
  let score: Score

  var failed: [String] { checks.filter { $0.verdict == "fail" }.map(\.id).sorted() }
}
