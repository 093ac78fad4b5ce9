internal import Base
package import Bench

/// Shell commands that show by hand what a check saw, for a module that `pitfall run … --as CHECK` has started.
///
/// URL, PID and DATABASE_PATH are variables that `run` prints, ready to be pasted; `:?` stops a shell that lacks them.
package enum Reproduction {
  package enum Output: String {
    /// Status, headers and body.
    case all = "-si"
    case body = "-s"
    /// Each piece of a stream as it arrives, under the headers.
    case asItArrives = "-siN"
    /// The body, and how long it took.
    case time = "-s -w ' %{time_total} s\\n'"
    /// Status, headers and body, and how long it took.
    case allAndTime = "-si -w '\\n%{time_total} s\\n'"
  }

  package static func curl(_ request: ProbeRequest, _ output: Output = .all) -> String {
    let method = request.method == "GET" ? "" : " -X \(request.method)"
    let fields = request.headers.map { " -H \(ShellWord.quoted("\($0.name): \($0.value)"))" }.joined()
    let data = request.body.isEmpty ? "" : " -d \(ShellWord.quoted(request.body))"
    return "curl \(output.rawValue)\(method)\(fields)\(data) \(url(request.target))"
  }

  /// Sends about so many bytes of JSON, more than fits on a line or into one packet, in place of the request's body.
  static func curl(_ request: ProbeRequest, textOf length: Int) -> String {
    let fields = request.headers.map { " -H \(ShellWord.quoted("\($0.name): \($0.value)"))" }.joined()
    let body = "printf '{\"item\": \"%0*d\"}' \(max(length, 100_000)) 0"
    return "\(body) | curl \(Output.all.rawValue)\(fields) --data-binary @- \(url(request.target))"
  }

  private static func url(_ target: String) -> String {
    let isPlain = !target.contains { "\"$`\\!".contains($0) || $0.isWhitespace }
    return isPlain ? "\"${URL:?}\(target)\"" : "\"${URL:?}\"" + ShellWord.quoted(target)
  }

  /// Sends one request after another on the same connection.
  static func inTurn(_ requests: [ProbeRequest?], _ output: Output = .all) -> String {
    let commands = requests.compactMap(\.self).map { curl($0, output) }
    return commands.enumerated().map { $0 == 0 ? $1 : String($1.trimmingPrefix("curl ")) }.joined(separator: " --next ")
  }

  /// Sends the same request so many times concurrently, and a ping while they wait.
  static func ping(beside request: ProbeRequest, times: Int) -> String {
    let count = (1...max(times, 1)).map(String.init).joined(separator: " ")
    let slow = times == 1 ? "\(curl(request, .time)) &" : "for i in \(count); do \(curl(request, .time)) & done;"
    return "\(slow) sleep 0.1; \(curl(.ping, .time)); wait"
  }

  /// The body of each response on a line of its own.
  static func bodies(_ requests: [ProbeRequest]) -> String {
    requests.map { curl($0, .body) }.joined(separator: "; echo; ")
  }

  static func concurrently(_ requests: [ProbeRequest]) -> String {
    requests.map { curl($0, .allAndTime) + " &" }.joined(separator: " ") + " wait"
  }

  /// Runs commands, the last of which may not be in the background, while another program has the database locked.
  static func whileLocked(_ commands: String, seconds: Double = 1.5) -> String {
    "(echo 'BEGIN EXCLUSIVE;'; sleep \(seconds)) | \(sqlite) & sleep 0.2; \(commands); wait"
  }

  /// One command after another, as far as there are any.
  static func steps(_ commands: [String]) -> String { commands.filter { !$0.isEmpty }.joined(separator: "; ") }

  static func sqlite(_ statement: String) -> String { "\(sqlite) \(ShellWord.quoted(statement))" }

  /// It waits for others that use the file at the moment, the module or `run`.
  private static let sqlite = "sqlite3 -cmd '.timeout 3000' \"${DATABASE_PATH:?}\""
}
