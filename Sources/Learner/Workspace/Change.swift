/// The result of a command that changes the learner's copy of a module.
package struct Change: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case reset
    case applied(fix: String)
    case undone
  }

  package let kind: Kind
  /// The files that were written or removed, in order, relative to the module's folder; empty when nothing changed.
  package let files: [String]
  /// Where the replaced files are kept; nil when they ship with the lesson or nothing changed.
  package let kept: String?

  package var isChange: Bool { !files.isEmpty }
}

extension Change: CustomStringConvertible {
  package var description: String {
    guard isChange else {
      return switch kind {
      case .reset: "Nothing changed: your copy already is the lesson's broken module."
      case .applied(let fix): "Nothing changed: your copy already is the fix '\(fix)'."
      case .undone: "Nothing changed."
      }
    }
    let names = files.joined(separator: ", ")
    let said =
      switch kind {
      case .reset: "Your copy is the lesson's broken module again (\(names))."
      case .applied(let fix): "Your copy is now the fix '\(fix)' (\(names))."
      case .undone: "Restored the earlier version of \(names)."
      }
    guard let kept else { return said }
    return kind == .undone
      ? "\(said) The version that this replaced is saved in \(kept)." : "\(said) `undo` reverts this."
  }
}
