internal import RegexBuilder

/// A file and line that a log names.
struct SourcePlace {
  /// The log up to the end of the file's name.
  let before: Substring
  let line: Int

  /// Every place in `log` whose file's name ends in `suffix`, in any of the forms that loggers write.
  static func all(in log: String, suffix: String) -> [SourcePlace] {
    let file = Regex { Capture { suffix } }
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
    return found.compactMap { file, line in
      Int(line).map { SourcePlace(before: log[..<file.endIndex], line: $0) }
    }
  }

  /// The file's path, as far as one without blanks and brackets goes.
  var file: String {
    String(before.reversed().prefix { $0.isLetter || $0.isNumber || "_/.~-".contains($0) }.reversed())
  }

  /// The file and the line, to tell places apart.
  var words: String { "\(file):\(line)" }
}
