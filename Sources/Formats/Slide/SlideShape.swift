internal import Base
internal import Report

enum SlideColor {
  static let paper = "#ffffff"
  static let ink = "#1d2129"
  static let soft = "#5a6270"
  static let track = "#e9e7df"
  static let good = "#1f7a4d"
  static let bad = "#b3261e"
  static let unsure = "#8a5300"

  static func of(_ verdict: Verdict) -> String {
    switch verdict {
    case .pass: good
    case .fail: bad
    case .inconclusive: unsure
    }
  }
}

/// Pieces of a slide, in pixels of its 1280×720.
enum SlideShape {
  /// Shortened to `room` pixels.
  static func text(
    _ text: String, x: Double, y: Double, size: Double, room: Double = 1_160, color: String = SlideColor.ink,
    isBold: Bool = false, anchor: String = "start"
  ) -> HTML {
    .tag(
      "text",
      [
        "x": x.shortText, "y": y.shortText, "font-size": size.shortText, "fill": color, "text-anchor": anchor,
        "font-weight": isBold ? "bold" : "normal",
      ], .text(text.documentLine(characters(size, room, isBold: isBold))))
  }

  /// On at most this many lines, because SVG does not wrap text.
  static func paragraph(
    _ text: String, x: Double, y: Double, size: Double, room: Double, most: Int, color: String
  ) -> HTML {
    let length = characters(size, room, isBold: false)
    var lines: [String] = []
    for word in text.documentLine(1_000).split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= length || lines.count == most {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return .each(lines.enumerated()) { index, line in
      self.text(line, x: x, y: y + Double(index) * size * 1.3, size: size, room: room, color: color)
    }
  }

  /// How many fit, by the mean width of a wide sans serif's characters, DejaVu's, as a share of the size.
  private static func characters(_ size: Double, _ room: Double, isBold: Bool) -> Int {
    max(Int(room / (size * (isBold ? 0.6 : 0.53))), 8)
  }

  static func box(_ x: Double, _ y: Double, _ width: Double, _ height: Double, _ color: String) -> HTML {
    .tag(
      "rect",
      [
        "x": x.shortText, "y": y.shortText, "width": max(width, 1).shortText, "height": height.shortText, "fill": color,
      ])
  }

  /// Drawn, because not every font has the characters.
  static func mark(_ verdict: Verdict, x: Double, y: Double) -> HTML {
    let path =
      switch verdict {
      case .pass: "M 2 12 L 9 19 L 23 3"
      case .fail: "M 3 3 L 21 21 M 21 3 L 3 21"
      case .inconclusive: "M 2 12 L 22 12"
      }
    return .tag(
      "path",
      [
        "d": path, "fill": "none", "stroke": SlideColor.of(verdict), "stroke-width": "4", "stroke-linecap": "round",
        "transform": "translate(\(x.shortText) \(y.shortText))",
      ])
  }
}
