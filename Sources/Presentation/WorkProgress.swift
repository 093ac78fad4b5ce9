/// The progress of work with many equal parts, in a line: "12 of 61 runs, 0:14, about 0:57 left".
package struct WorkProgress: Sendable {
  private let noun: String
  private let total: Int
  /// Parts that were done before the clock started.
  package var doneBefore = 0
  package var done = 0

  package init(_ noun: String, total: Int) {
    self.noun = noun
    self.total = total
  }

  package func text(after elapsed: Duration) -> String {
    let parts = done - doneBefore
    let left = parts > 0 && done < total ? elapsed * (total - done) / parts : nil
    return "\(done) of \(total) \(noun), \(Self.clock(elapsed))" + (left.map { ", about \(Self.clock($0)) left" } ?? "")
  }

  /// After a bar where the screen has room for one; never wider than the screen.
  package func bar(after elapsed: Duration, _ style: Style) -> String {
    let text = text(after: elapsed)
    let width = min(style.width - text.count - 2, 30)
    guard width >= 10, total > 0 else { return style.shortened(text, to: style.width - 1) }
    let filled = width * done / total
    let (full, empty) = style.hasUnicode ? ("█", "░") : ("#", "-")
    return String(repeating: full, count: filled) + String(repeating: empty, count: width - filled) + " " + text
  }

  /// "0:07", "1:02:03"
  private static func clock(_ duration: Duration) -> String {
    let seconds = duration.components.seconds
    let (hours, minutes) = (seconds / 3600, seconds / 60 % 60)
    func two(_ number: Int64) -> String { (number < 10 ? "0" : "") + "\(number)" }
    return (hours > 0 ? "\(hours):\(two(minutes))" : "\(minutes)") + ":" + two(seconds % 60)
  }
}
