internal import RegexBuilder

/// A file and line that a log names.
struct SourcePlace: Hashable {
  let file: String
  let line: Int

  /// Every place in `log` whose file's name ends in `suffix`, in any of the forms that loggers write.
  static func all(in log: String, suffix: String) -> [SourcePlace] {
    let file = Regex {
      Capture {
        /[\w\/.~-]+/
        suffix
      }
    }
    // `File "main.py", line 12` and `main.swift:12`
    let written = Regex {
      file
      /["'\\]*(?:, line |:)(\d+)/
    }
    // `"file": "main.py", "lineno": 12`
    let fields = Regex {
      file
      /(?s:\W|\W.{0,400}?\W)line\w*["'\\]*\s*[:=]\s*["'\\]*(\d+)/
    }
    // `"lineno": 12, "file": "main.py"`
    let reversed = Regex {
      /\Wline\w*["'\\]*\s*[:=]\s*["'\\]*(\d+)(?s:.{0,400}?)/
      file
      /(?:\W|$)/
    }
    let found =
      log.matches(of: written).map { ($0.1, $0.2) } + log.matches(of: fields).map { ($0.1, $0.2) }
      + log.matches(of: reversed).map { ($0.2, $0.1) }
    return found.compactMap { file, line in Int(line).map { SourcePlace(file: String(file), line: $0) } }
  }
}

extension String {
  /// A log without colours, and with slashes as they are outside of JSON. Its escape characters were replaced before.
  var plainLog: String {
    replacing(/\u{FFFD}\[[0-9;]*m/, with: "").replacing("\\/", with: "/")
  }
}
