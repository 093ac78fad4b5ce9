internal import Glibc
internal import MiniServer

/// The module's log, in uvicorn's format: access lines on standard output, everything else on standard error.
public enum Log {
  public static func info(_ message: String) { write("INFO:     \(message)", to: STDERR_FILENO) }

  public static func warning(_ message: String) { write("WARNING:  \(message)", to: STDERR_FILENO) }

  public static func error(_ message: String) { write("ERROR:    \(message)", to: STDERR_FILENO) }

  static func access(_ request: Request, _ status: Status) {
    write(
      "INFO:     \(request.remoteAddress) - \"\(request.method) \(request.target) HTTP/1.1\" \(status)",
      to: STDOUT_FILENO)
  }

  /// Writes the line with a single system call, so that lines from different threads never mix.
  private static func write(_ line: String, to descriptor: Int32) {
    var bytes = Array(line.utf8.map { $0 == UInt8(ascii: "\n") ? UInt8(ascii: " ") : $0 })
    bytes.append(UInt8(ascii: "\n"))
    _ = Glibc.write(descriptor, bytes, bytes.count)
  }
}
