import Base
import Foundation
import TestSupport

/// A folder of submissions in a sandbox, and the output folder that they are graded into.
struct GradedFolder {
  /// The part of a line of results.jsonl that the tests read.
  struct Line: Decodable, Equatable {
    struct Score: Decodable, Equatable {
      let points: Double
      let late: Bool?
    }

    struct Evidence: Decodable, Equatable {
      let seed: UInt64
      let submissionHash: String

      enum CodingKeys: String, CodingKey {
        case seed
        case submissionHash = "submission_sha256"
      }
    }

    let submission: String
    let lesson: String
    let track: String
    let outcome: String
    let gradable: Bool
    let problem: String?
    let review: String?
    let score: Score
    let evidence: Evidence
  }

  let sandbox: Sandbox

  /// With a state folder of its own, because the course's key is there.
  var pitfall: Pitfall {
    var pitfall = Pitfall(sandbox)
    pitfall.environment["XDG_STATE_HOME"] = sandbox.path + "/state"
    return pitfall
  }

  func arguments(_ rest: [String] = []) -> [String] { ["grade", "class", "--lesson", "01", "--out", "out"] + rest }

  /// Copies a module that ships with the first lesson.
  func submit(_ name: String, _ module: String) throws {
    try FileManager.default.createDirectory(atPath: sandbox.path + "/class", withIntermediateDirectories: true)
    try FileManager.default.copyItem(atPath: "\(Products.project)/\(module)", toPath: "\(sandbox.path)/class/\(name)")
  }

  func text(_ name: String = "results.jsonl", in folder: String = "out") throws -> String {
    try String(contentsOfFile: "\(sandbox.path)/\(folder)/\(name)", encoding: .utf8)
  }

  func lines(in folder: String = "out") throws -> [Line] {
    try text(in: folder).split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
  }

  /// What the module of the submission printed, or its compiler.
  func output(of submission: String) throws -> String? {
    try text().split(separator: "\n").compactMap { JSONValue(bytes: Array($0.utf8)) }
      .first { $0["submission"] == .text(submission) }?["evidence"]?["output"]?["text"]?.plainText
  }

  /// The last outcome of each submission.
  func outcomes(in folder: String = "out") throws -> [String: String] {
    Dictionary(try lines(in: folder).map { ($0.submission, $0.outcome) }) { $1 }
  }
}
