internal import Report

extension CodePlace {
  /// For example, "main.py:42".
  var words: String { "\(file):\(line)" }
}

extension Style {
  /// Points at what is telling in what was just shown.
  func pointer(_ text: String) -> String {
    let sign = isPlain ? "Note: " : hasUnicode ? "→ " : "-> "
    let lines = TextWrap.wrap(text, width: textWidth - 2 - sign.count, indent: 0).split(separator: "\n")
    let pad = String(repeating: " ", count: isPlain ? 0 : sign.count)
    return lines.enumerated().map { index, line in
      "  " + (index == 0 ? paint(sign, .yellow) : pad) + line
    }.joined(separator: "\n")
  }

  /// A request, the headers that it was sent with, and the status of its response.
  func heading(_ request: TracedRequest, headers: [String]) -> String {
    let outcome = request.status.map { "\($0)" } ?? request.problem ?? "no response"
    let shown = headers.filter { !$0.lowercased().hasPrefix("content-type:") }.map { ", " + $0 }.joined()
    let room = max(textWidth - outcome.count - 2, 20)
    return paint(shortened(request.request + shown, to: room), .bold) + ": " + outcome
  }
}
