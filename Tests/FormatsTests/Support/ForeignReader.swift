import Base
import Foundation
import TestSupport

/// Readers of formats that are not ours, in the tests' Python: each prints what it understood as JSON.
enum ForeignReader: String {
  /// junitparser, after Python's own strict parser.
  case junit = """
    import json, sys, xml.etree.ElementTree as E, junitparser
    text = sys.stdin.buffer.read()
    E.fromstring(text)
    suites = junitparser.JUnitXml.fromstring(text)
    print(json.dumps([{"name": s.name, "tests": s.tests, "failures": s.failures, "errors": s.errors,
      "skipped": s.skipped, "time": s.time,
      "cases": [{"name": c.name, "time": c.time, "class": c.classname, "text": "\\n".join(r.text or "" for r in c.result),
        "kinds": [type(r).__name__ for r in c.result], "message": "".join(r.message or "" for r in c.result)}
        for c in s]} for s in suites]))
    """

  /// tap.py, with its YAML.
  case tap = """
    import io, json, sys
    from tap.parser import Parser
    lines = []
    for line in Parser().parse_text(sys.stdin.buffer.read().decode()):
        entry = {"kind": line.category}
        if line.category == "test":
            entry |= {"ok": line.ok, "skip": bool(line.skip), "number": line.number, "text": line.description,
              "directive": line.directive.text if line.directive else "", "block": line.yaml_block or {}}
        if line.category == "plan": entry |= {"expected": line.expected_tests}
        lines.append(entry)
    print(json.dumps(lines))
    """

  /// Python's csv, strict.
  case csv = """
    import csv, io, json, sys
    text = sys.stdin.buffer.read().decode("utf-8-sig")
    print(json.dumps(list(csv.reader(io.StringIO(text, newline=""), strict=True))))
    """

  /// html5lib, which knows a browser's rules and here fails at the first error in the page.
  case html = """
    import json, sys, html5lib
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(sys.stdin.buffer.read().decode())
    everything = list(page.iter())
    print(json.dumps({"tags": sorted({str(e.tag) for e in everything}),
      "attributes": sorted({str(k) for e in everything for k in e.attrib}),
      "links": [e.attrib["href"] for e in everything if "href" in e.attrib],
      "ids": [e.attrib["id"] for e in everything if "id" in e.attrib],
      "labels": [e.attrib["aria-labelledby"] for e in everything if "aria-labelledby" in e.attrib],
      "pictures": [[str(c.tag).split("}")[-1] for c in e][:1] for e in everything if str(e.tag).endswith("svg")],
      "tables": [[str(c.tag) for c in e] for e in everything if e.tag == "table"],
      "policy": [e.attrib.get("content", "") for e in everything if e.attrib.get("http-equiv")],
      "text": "".join(page.itertext())}))
    """

  /// Fails the test if the reader rejects the text.
  func read(_ text: String) async throws -> JSONValue {
    let output = try await Tool.python().run(["-c", rawValue], input: Array(text.utf8))
    guard output.status == 0, let value = JSONValue(bytes: Array(output.output.utf8)) else {
      throw Unexpected(output.errors)
    }
    return value
  }
}

extension JSONValue {
  var texts: [String] {
    switch self {
    case .text(let text): [text]
    case .list(let parts): parts.flatMap(\.texts)
    case .object(let fields): fields.values.flatMap(\.texts) + fields.keys
    case .null, .flag, .number: []
    }
  }

  /// Their texts, one after the other.
  func list(_ field: String) -> [String] { (self[field]?.elements ?? []).map(\.plainText) }
}
