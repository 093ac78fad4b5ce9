internal import ArgumentParser
internal import Curriculum
internal import Foundation
internal import ModuleRuntime
internal import Presentation

/// What every command takes.
struct CommonOptions: ParsableArguments {
  @Option(name: .customLong("lessons"), help: "Another folder of lessons.", completion: .directory)
  var lessonsDirectory: String?

  @Option(help: "Colour: auto, always or never.")
  var color: Style.ColorChoice = .auto

  func installation() throws -> Installation {
    guard let executable = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe") else {
      throw MissingRequirement(what: "/proc is not mounted.", next: "pitfall needs Linux with /proc.")
    }
    return try .around(executable: executable)
  }

  func pack() throws -> Pack {
    Pack(directory: try lessonsDirectory ?? installation().lessons)
  }

  /// The option as the user would type it again.
  var lessonsAsTyped: String { lessonsDirectory.map { " --lessons \(CommandText.quoted($0))" } ?? "" }

  var style: Style { Self.style(color: color, descriptor: STDOUT_FILENO) }

  private static func style(color: Style.ColorChoice, descriptor: Int32) -> Style {
    var size = winsize()
    let hasSize = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return Style(
      environment: ProcessInfo.processInfo.environment, isTerminal: isatty(descriptor) == 1, color: color,
      columns: hasSize ? Int(size.ws_col) : nil)
  }
}

/// Which module of a lesson.
struct ModuleOptions: ParsableArguments {
  @Option(help: "swift or fastapi.")
  var track: Track = .swift

  @Option(
    name: .customLong("module"), help: "A module's folder or file, instead of the lesson's broken one.",
    completion: .file())
  var path: String?

  func source(_ lesson: Lesson) throws -> ModuleSource {
    if path == "" { throw UsageError(description: "--module needs a path: the module's folder or file.") }
    guard path != nil || lesson.tracks.contains(track) else {
      throw UsageError(description: "\(lesson.id) has no \(track.rawValue) track.")
    }
    return try ModuleSource(path ?? lesson.brokenModule(track), track: track)
  }

  /// The options as the user would type them again.
  var asTyped: String {
    (track == .swift ? "" : " --track \(track.rawValue)")
      + (path.map { " --module \(CommandText.quoted($0))" } ?? "")
  }
}

extension Track: ExpressibleByArgument {}
extension Style.ColorChoice: ExpressibleByArgument {}
