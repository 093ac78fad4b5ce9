internal import Base
internal import Foundation
internal import ModuleRuntime

/// A requirements file with exact versions and their hashes.
struct PinnedRequirements: Equatable {
  let path: String
  /// The number of packages that it names.
  let count: Int
  /// Differs between different files; it does not protect them.
  let fingerprint: String

  init(path: String) throws {
    guard let bytes = FileManager.default.contents(atPath: path) else {
      throw MissingRequirement(
        what: "\(path) cannot be read, so the fastapi track cannot be set up.",
        next: "Restore it with `git checkout`. The swift track works without it.")
    }
    self.path = path
    count = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .count { $0.first?.isLetter == true && $0.contains("==") }
    fingerprint = String(StableHash.fnv1a(bytes), radix: 16)
  }
}
