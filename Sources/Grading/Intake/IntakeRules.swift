package import Base
internal import Foundation

/// Which files of a submission are taken, by their names.
package struct IntakeRules: Sendable {
  /// Left out without a word, with everything in them: what systems, editors and package managers leave.
  static let ignoredNames = ["__MACOSX", "__pycache__", "node_modules", "site-packages", "Thumbs.db", "desktop.ini"]

  package let layouts: [TrackLayout]
  /// Of further files that a class allows, such as "*.sql".
  package let patterns: [String]
  package let limits: IntakeLimits

  package init(layouts: [TrackLayout], patterns: [String] = [], limits: IntakeLimits = IntakeLimits()) {
    self.layouts = layouts
    self.patterns = patterns
    self.limits = limits
  }

  /// Everything hidden is ignored: `.git`, `.venv`, `.DS_Store`, `._main.py`.
  static func isIgnored(_ name: String) -> Bool {
    name.utf8.first == UInt8(ascii: ".") || ignoredNames.contains(name)
  }

  func isWanted(_ name: String) -> Bool {
    layouts.contains { $0.isSource(name) } || patterns.contains { fnmatch($0, name, FNM_PERIOD) == 0 }
  }

  /// The patterns of all names that may be wanted.
  var wantedPatterns: [String] { layouts.map { "*" + $0.sourceSuffix } + patterns }
}
