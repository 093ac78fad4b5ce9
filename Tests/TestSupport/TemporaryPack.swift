package import Foundation
package import Lessons
internal import Tracks

/// A folder of lessons that a test can change; it starts with one valid lesson.
package final class TemporaryPack {
  package static let manifest = """
    format_version: 1
    title: Waiting
    summary: It waits.
    hints:
      - Look at it.
    upstream:
      - path: /quotes/{symbol}
        reply: { price: number, nonce: text }
    database:
      - table: users
        rows: 5
        columns:
          id: { type: INTEGER PRIMARY KEY, value: id }
          name: { type: TEXT, value: name }
    checks:
      - id: first
        title: It answers
        probe: contract
        points: 2
        next: Answer.
        with: { requests: [] }
      - id: second
        title: It is quick
        probe: loop
        bonus: true
        tracks: [swift]
        during: [first]
        next: Be quick.
    broken:
      fails:
        swift: [first, second]
        fastapi: [first]
    fixes:
      swift:
        - name: right
          fails: [second]
          summary: The right way.
    decoys:
      fastapi:
        - name: wrong
          fails: [first]
          why: It does not answer.
    variants:
      - name: other
        track: swift
        fails: []
        why: It holds as well.
    """

  package let root: String
  package var pack: Pack { Pack(directory: root + "/Lessons", tracks: [.swift, .fastapi]) }

  package init(manifest: String = manifest, name: String = "07-waiting") throws {
    root = FileManager.default.temporaryDirectory.path + "/curriculum-tests-\(UUID().uuidString)"
    for file in [
      "Lessons/\(name)/swift/main.swift", "Lessons/\(name)/fastapi/main.py", "Lessons/\(name)/other/main.swift",
      "Lessons/\(name)/decoys/fastapi/wrong/main.py", "Solutions/\(name)/swift/right/main.swift",
    ] {
      try write("", to: file)
    }
    try write(manifest, to: "Lessons/\(name)/lesson.yaml")
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  package func write(_ text: String, to file: String) throws {
    try write(Data(text.utf8), to: file)
  }

  package func write(_ data: Data, to file: String) throws {
    let url = URL(fileURLWithPath: "\(root)/\(file)")
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }
}
