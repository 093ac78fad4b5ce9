internal import Base
internal import Foundation
internal import Yams

extension ManifestNode {
  /// The whole of a YAML file; `missing` is the error's message when it cannot be read.
  package static func read(_ file: String, orElse missing: String) throws -> ManifestNode {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ManifestError(missing, at: SourceLine(file: file, line: 1))
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw ManifestError("is not UTF-8 text", at: SourceLine(file: file, line: 1))
    }
    return try parse(text, file: file)
  }

  /// `file` is the one that errors name.
  static func parse(_ text: String, file: String) throws -> ManifestNode {
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw ManifestError("is empty", at: SourceLine(file: file, line: 1))
      }
      return ManifestNode(node, file: file)
    } catch let error as YamlError {
      throw ManifestError(yaml: error, file: file)
    }
  }
}

extension ManifestError {
  fileprivate init(yaml error: YamlError, file: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init("is not YAML: \(problem)", at: SourceLine(file: file, line: mark.line))
    case .duplicatedKeysInMapping(let keys, let context):
      self.init("has a key twice: \(keys.joined(separator: ", "))", at: SourceLine(file: file, line: context.mark.line))
    default:
      self.init("is not YAML: \(error)", at: SourceLine(file: file, line: 1))
    }
  }
}
