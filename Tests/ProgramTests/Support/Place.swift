import Base
import Files
import Foundation
import TestSupport
import Testing

/// Somewhere to put a right module, and the form that its text has there. None of it may decide a verdict.
struct Place: Sendable, CustomTestStringConvertible {
  /// How lines end, and what else a text's bytes depend on.
  enum Form: String, CaseIterable {
    case plain
    case crlf = "CRLF"
    case cr = "CR"
    case mark = "byte order mark"
    /// In Python only, because Swift has no other encoding.
    case latin1 = "Latin 1"

    func bytes(_ text: String, _ track: String) -> Data {
      switch self {
      case .plain: Data(text.utf8)
      case .crlf: Data(text.replacing("\n", with: "\r\n").utf8)
      case .cr: Data(text.replacing("\n", with: "\r").utf8)
      case .mark: Data([0xef, 0xbb, 0xbf]) + Data(text.utf8)
      case .latin1:
        track == "swift"
          ? Data(text.utf8) : Data("# -*- coding: latin-1 -*-\n# caf".utf8) + [0xe9, 0x0a] + Data(text.utf8)
      }
    }
  }

  /// Files that editors and systems leave, by name, each with bytes that are no source code.
  static let leftovers = [
    ".#main.swift", "._main.swift", ".main.swift.swp", ".#main.py", "._main.py", ".DS_Store", "#main.swift#",
    "main.py~", "__pycache__",
  ]

  let folder: String
  /// The file's name without its suffix; nil for the folder as a whole.
  var file: String?
  var form = Form.plain
  var hasLeftovers = false

  var testDescription: String {
    "\(folder.debugDescription) \((file ?? "").debugDescription) \(form.rawValue)"
  }

  /// Puts a fix there, and returns the path to judge.
  func put(_ fix: String, _ track: String, in sandbox: Sandbox) throws -> String {
    let suffix = track == "swift" ? ".swift" : ".py"
    let main = "main" + suffix
    let text = try String(contentsOfFile: "\(Products.project)/Solutions/\(fix)/\(main)", encoding: .utf8)
    let place = "\(sandbox.path)/\(folder)"
    try Folder.make(place)
    let path = "\(place)/\(file.map { $0 + suffix } ?? main)"
    try AtomicFile.create(path, form.bytes(text, track))
    for name in Self.leftovers where hasLeftovers {
      try AtomicFile.create("\(place)/\(name)", Data("not code {\n".utf8) + [0])
    }
    if hasLeftovers {
      // Emacs' lock is a link that leads nowhere.
      let code = Path.withBytes("\(place)/.#lock\(suffix)") { symlink("me@host.1234:1700000000", $0) }
      guard code == 0 else { throw Unexpected("no link in \(place)") }
    }
    return file == nil ? place : path
  }
}
