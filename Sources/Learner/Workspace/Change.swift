/// What a command did to the learner's copy of a module.
package struct Change: Sendable, Equatable {
  package enum Kind: Sendable, Equatable {
    case reset
    case applied(fix: String)
    case undone
  }

  package let kind: Kind
  /// The files that were written or removed, in order, as paths below the module's folder; empty if nothing changed.
  package let files: [String]
  /// Where the replaced files are kept; nil when they ship with the lesson, and when nothing changed.
  package let kept: String?

  package var isChange: Bool { !files.isEmpty }
}

extension Change: CustomStringConvertible {
  package var description: String {
    guard isChange else {
      return switch kind {
      case .reset: "Nothing changed: your copy already is the original broken module."
      case .applied(let fix): "Nothing changed: your copy already is the solution '\(fix)'."
      case .undone: "Nothing changed."
      }
    }
    let names = files.joined(separator: ", ")
    let revert = kept == nil ? "" : " `undo` reverts this."
    return switch kind {
    case .reset: "Restored the original broken module (\(names))." + revert
    case .applied(let fix): "Your copy is now the solution '\(fix)' (\(names))." + revert
    case .undone where files.count == 1:
      "Restored \(names) to its earlier version."
        + (kept.map { " The version it replaced is saved in \($0)." } ?? "")
    case .undone:
      "Restored \(names) to their earlier versions."
        + (kept.map { " The versions they replaced are saved in \($0)." } ?? "")
    }
  }
}
