import Base
import Foundation
import Grading
import ModuleRuntime
import TestSupport
import Tracks

/// A folder of submissions that a test can fill, and the intake of one of them.
final class SubmissionSandbox: Sendable {
  let root = FileManager.default.temporaryDirectory.path + "/grading-\(UUID().uuidString)"
  let installation: Installation

  init() throws {
    installation = Installation(
      products: URL(fileURLWithPath: try Products.path("guardian")).deletingLastPathComponent().path,
      home: Products.project)
    try FileManager.default.createDirectory(atPath: root + "/class", withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  var path: String { root + "/class" }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    let url = URL(fileURLWithPath: "\(path)/\(name)")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
    return url.path
  }

  /// Runs Python in the folder of submissions, because it makes archives that tools refuse to make.
  func python(_ script: String) async throws {
    let made = try await Tool.system("python3").run(["-c", "import os\nos.chdir('\(path)')\n" + script])
    guard made.status == 0 else { throw Unexpected(made.errors) }
  }

  func rules(_ change: (inout IntakeLimits) -> Void = { _ in }, patterns: [String] = []) -> IntakeRules {
    var limits = IntakeLimits()
    change(&limits)
    return IntakeRules(layouts: [.swift, .fastapi], patterns: patterns, limits: limits)
  }

  func entries(_ rules: IntakeRules? = nil, others: [String] = []) throws -> [SubmissionEntry] {
    try SubmissionEntry.list(path, rules: rules ?? self.rules(), lessons: ["01-blocking"], others: others)
  }

  /// What is taken of the submission of that name.
  func take(_ name: String, _ rules: IntakeRules? = nil) async throws -> IntakeFiles {
    let rules = rules ?? self.rules()
    guard let entry = try entries(rules).first(where: { $0.name == name }) else {
      throw Unexpected("there is no submission \(name)")
    }
    let tier = try await IsolationProbe(installation).strongest().tier
    return try await SubmissionIntake(rules, installation: installation, isolation: Isolation(tier)).take(entry)
  }

  /// The clause with which it is rejected; nil when it is not.
  func rejection(_ name: String, _ rules: IntakeRules? = nil) async throws -> String? {
    do {
      _ = try await take(name, rules)
      return nil
    } catch let rejection as IntakeRejection {
      return rejection.description
    }
  }
}

extension IntakeFiles {
  var names: [String] { files.keys.sorted() }

  func text(_ name: String) -> String? { files[name].map { String(decoding: $0.bytes, as: UTF8.self) } }
}
