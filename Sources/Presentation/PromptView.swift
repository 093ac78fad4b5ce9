package import Curriculum

/// The prompt: where the learner is, or what is going on.
package struct PromptView {
  private let style: Style

  package init(_ style: Style) {
    self.style = style
  }

  /// `place` is asked for only when nothing is going on.
  package func text(activity: String?, place: @autoclosure () -> Progress.Place?) -> String {
    let sign = style.hasUnicode && !style.isPlain ? "❯" : ">"
    // On a narrow screen the room is for what is typed.
    if style.width < 40 { return style.paint(activity == nil ? sign : "..\(sign)", .green) + " " }
    let words = activity ?? place().map { $0.lesson + ($0.track == .swift ? "" : " \($0.track.rawValue)") } ?? "pitfall"
    return "\(style.paint(words, activity == nil ? .green : .yellow)) \(sign) "
  }
}
