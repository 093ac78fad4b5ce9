internal import Foundation

/// How text may look on one stream: colour, and letters beyond ASCII.
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
    case blue = 34
    case dim = 2
    case bold = 1
  }

  package let hasColor: Bool
  package let hasUnicode: Bool
  /// Lines are read aloud: words instead of signs, nothing drawn.
  package let isSpoken: Bool
  package let width: Int

  package init(hasColor: Bool, hasUnicode: Bool, isSpoken: Bool = false, width: Int = 80) {
    self.hasColor = hasColor
    self.hasUnicode = hasUnicode
    self.isSpoken = isSpoken
    self.width = width
  }

  /// The precedence that most tools keep: an explicit choice, `NO_COLOR`, `FORCE_COLOR` or `CLICOLOR_FORCE`, and
  /// colour on a terminal that is not dumb.
  package init(environment: [String: String], isTerminal: Bool, color: ColorChoice = .auto, columns: Int? = nil) {
    func isSet(_ name: String) -> Bool { !(environment[name] ?? "").isEmpty }
    switch color {
    case .always: hasColor = true
    case .never: hasColor = false
    case .auto where isSet("NO_COLOR"): hasColor = false
    case .auto where isSet("FORCE_COLOR") || isSet("CLICOLOR_FORCE"): hasColor = true
    case .auto: hasColor = isTerminal && environment["TERM"] != "dumb"
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
    hasUnicode = locale.uppercased().replacingOccurrences(of: "-", with: "").contains("UTF8")
    isSpoken = isSet("ACCESSIBLE")
    width = min(max(environment["COLUMNS"].flatMap { Int($0) } ?? columns ?? 80, 20), 100)
  }

  package func paint(_ text: String, _ color: Color) -> String {
    hasColor ? "\u{1B}[\(color.rawValue)m\(text)\u{1B}[0m" : text
  }
}
