internal import FoundationEssentials
internal import Glibc

/// What the app knows of its routes and of the errors that escape them, for the program that started it: the file and
/// line that a log names can be compared with it.
///
/// Nothing is recorded unless `LESSONKIT_RECORD` names a file.
enum Record {
  private struct RouteEntry: Encodable {
    let method: String
    let pattern: String
    let file: String
    let line: Int
  }

  private struct ErrorEntry: Encodable {
    let file: String
    let line: Int
    let type: String
    let error: String
  }

  /// Opened once, because a program may change its working directory.
  private static let descriptor: Int32? = Settings.value("LESSONKIT_RECORD").flatMap { path in
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    return descriptor < 0 ? nil : descriptor
  }

  static func add(_ routes: [Route]) {
    for route in routes {
      add(RouteEntry(method: route.method, pattern: route.pattern.text, file: route.file, line: route.line))
    }
  }

  static func add(_ error: RoutedError) {
    guard descriptor != nil else { return }
    add(
      ErrorEntry(
        file: error.file, line: error.line, type: "\(type(of: error.underlying))", error: "\(error.underlying)"))
  }

  /// Writes the line with a single system call, so that lines from different threads never mix.
  private static func add(_ entry: some Encodable) {
    guard let descriptor, var line = try? JSONEncoder().encode(entry) else { return }
    line.append(UInt8(ascii: "\n"))
    _ = line.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
  }
}
