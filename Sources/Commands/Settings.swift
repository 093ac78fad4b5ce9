internal import Base
internal import Foundation
package import Presentation

/// The options that a whole session shares.
package struct Settings: Sendable, Equatable {
  package var lessons: String?
  package var workspace: String?
  package var color: Style.ColorChoice
  package var isPlain: Bool

  package init(
    lessons: String? = nil, workspace: String? = nil, color: Style.ColorChoice = .auto, isPlain: Bool = false
  ) {
    self.lessons = lessons
    self.workspace = workspace
    self.color = color
    self.isPlain = isPlain
  }

  /// The options as the user would have to type them again.
  package var asTyped: String {
    (lessons.map { " --lessons \(ShellWord.quoted($0))" } ?? "")
      + (workspace.map { " --workspace \(ShellWord.quoted($0))" } ?? "")
  }

  /// Takes from `other` what is not set here.
  package func completed(by other: Settings) -> Settings {
    Settings(
      lessons: lessons ?? other.lessons, workspace: workspace ?? other.workspace,
      color: color == .auto ? other.color : color, isPlain: isPlain || other.isPlain)
  }

  func style(descriptor: Int32) -> Style {
    var size = winsize()
    let hasSize = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return Style(
      environment: ProcessInfo.processInfo.environment, isTerminal: isatty(descriptor) == 1, color: color,
      isPlain: isPlain, columns: hasSize ? Int(size.ws_col) : nil)
  }
}
