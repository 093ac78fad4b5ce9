internal import Foundation

/// How text may look on one stream: its colors, its characters, its width.
package struct Style: Sendable {
  package enum ColorChoice: String, Sendable, CaseIterable {
    case auto
    case always
    case never
  }

  package enum Color: Int, Sendable {
    case red = 31
    case green = 32
    case yellow = 33
    case dim = 2
    case bold = 1
  }

  package let hasColor: Bool
  package let hasUnicode: Bool
  /// For screen readers: no symbols, no charts, no redrawn lines.
  package let isPlain: Bool
  /// The terminal's width in columns.
  package let width: Int
  /// The width of running text, which is hard to read in long lines.
  package var textWidth: Int { min(width, 100) }

  package init(hasColor: Bool, hasUnicode: Bool, isPlain: Bool = false, width: Int = 80) {
    self.hasColor = hasColor
    self.hasUnicode = hasUnicode
    self.isPlain = isPlain
    self.width = width
  }

  /// Whether there are colors is decided as in most tools, by the first of these that is set: an explicit choice,
  /// `NO_COLOR`, `FORCE_COLOR` or `CLICOLOR_FORCE`, and whether this is a terminal that is not dumb.
  package init(
    environment: [String: String], isTerminal: Bool, color: ColorChoice = .auto, isPlain: Bool = false,
    columns: Int? = nil
  ) {
    func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
    self.isPlain = isPlain || isSet("ACCESSIBLE")
    switch color {
    case .always: hasColor = true
    case .never: hasColor = false
    case .auto where isSet("NO_COLOR"): hasColor = false
    case .auto where isSet("FORCE_COLOR") || isSet("CLICOLOR_FORCE"): hasColor = true
    case .auto: hasColor = isTerminal && !self.isPlain && environment["TERM"] != "dumb"
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    hasUnicode = locale.uppercased().replacingOccurrences(of: "-", with: "").contains("UTF8")
    width = min(max(environment["COLUMNS"].flatMap { Int($0) } ?? columns ?? 80, 20), 200)
  }

  /// The same for a window of another width.
  package func resized(_ columns: Int) -> Style {
    Style(hasColor: hasColor, hasUnicode: hasUnicode, isPlain: isPlain, width: min(max(columns, 20), 200))
  }

  package func paint(_ text: String, _ color: Color) -> String {
    hasColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }
}
