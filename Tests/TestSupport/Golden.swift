internal import Foundation

/// Texts that are compared with files in Tests/Golden, which `make golden` writes anew.
package enum Golden {
  /// Throws, with the first line that differs, unless `text` is what the file of that name holds.
  ///
  /// With PITFALL_RECORD_GOLDEN set it writes the file, and throws too, because nothing was compared.
  package static func compare(_ text: String, with name: String) throws {
    let path = "Tests/Golden/\(name).txt"
    let file = URL(fileURLWithPath: "\(Products.project)/\(path)")
    if ProcessInfo.processInfo.environment["PITFALL_RECORD_GOLDEN"] != nil {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data((text + "\n").utf8).write(to: file)
      throw Unexpected("\(path) was recorded and not compared, because PITFALL_RECORD_GOLDEN is set.")
    }
    guard let bytes = FileManager.default.contents(atPath: file.path) else {
      throw Unexpected("\(path) is missing: `make golden` records it.")
    }
    guard let difference = difference(String(decoding: bytes, as: UTF8.self), text + "\n") else { return }
    throw Unexpected("\(path), \(difference)\nIf that is intended, `make golden` records it. All of the text:\n\(text)")
  }

  private static func difference(_ expected: String, _ text: String) -> String? {
    guard expected != text else { return nil }
    let sides = [expected, text].map { $0.split(separator: "\n", omittingEmptySubsequences: false) }
    for number in 0..<max(sides[0].count, sides[1].count) {
      let lines = sides.map { number < $0.count ? "'\($0[number])'" : "nothing" }
      if lines[0] != lines[1] { return "line \(number + 1): expected \(lines[0]), got \(lines[1])" }
    }
    return "which differs only in characters that look the same"
  }
}
