package import Base

/// The prompt: the current lesson, or what the running command is doing.
package struct PromptView {
  private let style: Style
  private let standardTrack: Track

  /// `standardTrack` goes without saying.
  package init(_ style: Style, standardTrack: Track) {
    self.style = style
    self.standardTrack = standardTrack
  }

  package func text(activity: String?, at position: (lesson: String, track: Track)?) -> String {
    let sign = style.hasUnicode && !style.isPlain ? "❯" : ">"
    // On a narrow screen, what is typed needs the space.
    if style.width < 40 { return style.paint(activity == nil ? sign : "..\(sign)", .green) + " " }
    if let activity {
      // Half of the line is left for what is typed.
      let text = style.shortened(activity, to: style.width / 2)
      return "\(style.paint("[\(text)]", .yellow)) \(sign) "
    }
    let words = position.map { $0.lesson + ($0.track == standardTrack ? "" : " \($0.track.rawValue)") } ?? "pitfall"
    return "\(style.paint(words, .green)) \(sign) "
  }
}
