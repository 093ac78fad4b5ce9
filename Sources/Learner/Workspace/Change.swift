/// What became of the learner's copy of a module.
package struct Change: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case reset
    case applied(fix: String)
    case undone
  }

  package let kind: Kind
  /// The files that were written or removed, in order, as paths below the module's folder; none: nothing was changed.
  package let files: [String]
  /// Where that stands which was replaced; nil when it ships with the lesson, or nothing was changed.
  package let kept: String?

  package var isChange: Bool { !files.isEmpty }
}

extension Change: CustomStringConvertible {
  package var description: String {
    guard isChange else {
      return switch kind {
      case .reset: "Nothing was changed: your copy is the lesson's broken module already."
      case .applied(let fix): "Nothing was changed: your copy is the fix '\(fix)' already."
      case .undone: "Nothing was changed."
      }
    }
    let names = files.joined(separator: ", ")
    let said =
      switch kind {
      case .reset: "Your copy is the lesson's broken module again (\(names))."
      case .applied(let fix): "Your copy is now the fix '\(fix)' (\(names))."
      case .undone: "Your copy is what it was before (\(names))."
      }
    guard let kept else { return said }
    return kind == .undone ? "\(said) What stood there is kept in \(kept)." : "\(said) `undo` takes this back."
  }
}
