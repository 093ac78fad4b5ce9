/// The part of `verify --json` that the tests read.
struct Report: Decodable {
  struct Check: Decodable {
    let id: String
    let verdict: String
    let measured: String
    let next: String
    let reproduce: String
    let duration: Double?

    enum CodingKeys: String, CodingKey {
      case id, verdict, measured, next, reproduce
      case duration = "duration_ms"
    }
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
  let provenance: Provenance?

  struct Provenance: Decodable {
    let path: String
    let files: [String: String]
    let began: String
    let versions: [String: String]
  }

  var failed: [String] { checks.filter { $0.verdict == "fail" }.map(\.id).sorted() }
}

/// What `verify --json` prints without a report.
struct ReportFailure: Decodable {
  struct Failure: Decodable {
    let message: String
    let exitCode: Int32

    enum CodingKeys: String, CodingKey {
      case message
      case exitCode = "exit_code"
    }
  }

  let verdict: String
  let error: Failure
}
