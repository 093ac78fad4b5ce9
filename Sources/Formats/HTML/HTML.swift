/// A piece of an HTML document. Text becomes part of one only by being escaped.
struct HTML: Sendable, Equatable, ExpressibleByStringInterpolation {
  private(set) var source = ""

  private init(source: String) { self.source = source }

  /// Escaped, like all text.
  init(stringLiteral text: String) { self = .text(text) }

  static let nothing = HTML(source: "")

  static func text(_ text: String) -> HTML { HTML(source: XMLText.escaped(text)) }

  static func all(_ parts: [HTML]) -> HTML { HTML(source: parts.map(\.source).joined()) }

  /// An element with an end tag, SVG's included. `attributes` are escaped.
  static func tag(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], _ children: HTML...
  ) -> HTML {
    tag(name, attributes, all(children))
  }

  static func tag(_ name: StaticString, _ attributes: KeyValuePairs<StaticString, String>, _ content: HTML) -> HTML {
    let words = attributes.map { " \($0.key)=\"\(XMLText.escaped($0.value))\"" }.joined()
    return HTML(source: "<\(name)\(words)>\(content.source)</\(name)>")
  }

  static func each<Element>(_ elements: some Sequence<Element>, _ make: (Element) -> HTML) -> HTML {
    all(elements.map(make))
  }

  static func unless(_ isEmpty: Bool, _ make: @autoclosure () -> HTML) -> HTML { isEmpty ? .nothing : make() }
}

extension HTML {
  /// A table with a caption and a header row; each row's first cell is its header.
  static func table(
    caption: String, columns: [(title: String, isNumber: Bool)], rows: [[HTML]], kind: String = ""
  ) -> HTML {
    let head = each(columns) {
      tag("th", ["scope": "col", "class": $0.isNumber ? "number" : ""], .text($0.title))
    }
    let body = each(rows) { row in
      tag(
        "tr", [:],
        each(zip(row, columns).enumerated()) { index, cell in
          let kind = cell.1.isNumber ? "number" : ""
          return index == 0
            ? tag("th", ["scope": "row", "class": kind], cell.0)
            : tag("td", ["class": kind, "data-label": cell.1.title], cell.0)
        })
    }
    return tag(
      "div", ["class": "scroll", "tabindex": "0", "role": "region", "aria-label": caption],
      tag(
        "table", ["class": kind], tag("caption", [:], .text(caption)), tag("thead", [:], tag("tr", [:], head)),
        tag("tbody", [:], body)))
  }

  /// Numbers to see at a glance, each with its name and perhaps a few words.
  static func tiles(_ tiles: [(name: String, number: String, words: String)]) -> HTML {
    tag(
      "dl", ["class": "tiles"],
      each(tiles) { tile in
        tag(
          "div", [:], tag("dt", [:], .text(tile.name)),
          tag(
            "dd", [:], .text(tile.number),
            unless(tile.words.isEmpty, all([" ", tag("small", [:], .text(tile.words))]))))
      })
  }

  static func chip(_ text: String, _ kind: String) -> HTML { tag("span", ["class": "chip \(kind)"], .text(text)) }

  static func section(_ title: String, id: String, _ parts: HTML...) -> HTML {
    tag(
      "section", ["aria-labelledby": id], tag("h2", ["id": id], .text(title)), all(parts))
  }
}

extension HTML {
  /// An XML document.
  var document: String { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(source)\n" }
}
