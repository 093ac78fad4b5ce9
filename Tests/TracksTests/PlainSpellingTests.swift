import Base
import Files
import Foundation
import ModuleRuntime
import Testing
import Tracks

/// How a path is written in a log.
@Suite(.timeLimit(.minutes(10)))
struct PlainSpellingTests {
  private static let paths = [
    "/tmp/my module/main.py", "/tmp/prüfung 🙂/main.py", "/tmp/it's \"quoted\"/main.py", "/tmp/a\\b\\n/main.py",
    "/tmp/100%25/main.py", "/tmp/a\tb\nc/main.py", "/tmp/[1](2){3}*?;$&/fix.v2.py", "/tmp/x/a b (1).py",
    "/tmp/-x/-fix.py",
  ]

  /// As JSON, Python, and URLs write it, and as it is.
  private static func spellings(_ path: String) throws -> [String] {
    let json = try String(decoding: JSONEncoder().encode(path), as: UTF8.self).dropFirst().dropLast()
    let ascii = path.utf16.map { unit in
      (32..<127).contains(unit) && unit != 0x22 && unit != 0x5c
        ? String(decoding: [unit], as: UTF16.self) : "\\u" + ("000" + String(unit, radix: 16)).suffix(4)
    }
    let percents = path.utf8.map { byte in
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || byte == UInt8(ascii: "/") || byte == UInt8(ascii: ".")
        ? String(UnicodeScalar(byte)) : "%" + ("0" + String(byte, radix: 16, uppercase: true)).suffix(2)
    }
    let inJSON = String(json).replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return [path, String(json), ascii.joined(), "file://" + percents.joined(), inJSON]
  }

  @Test("A path is found in every spelling, and the place in it", arguments: paths)
  func findsPaths(path: String) throws {
    let sources = SourceFiles([path: Data("import os\nraise RuntimeError(secret)\n".utf8)])
    for spelling in try Self.spellings(path) {
      for log in [
        "Traceback\n  File \"\(spelling)\", line 2, in boom", "stack: \(spelling):2",
        "frames: {\"file\": \"\(spelling)\", \"line\": 2}",
      ] {
        let missing = FastAPIFaultLog().missing(
          in: log.harmless, of: LoggedFault(secret: "s3cret", ids: [], sources: sources))
        #expect(missing == [], "\(log)")
      }
    }
  }

  @Test("The same name in another folder is another file", arguments: paths)
  func tellsApart(path: String) throws {
    let sources = SourceFiles([path: Data("import os\nraise RuntimeError(secret)\n".utf8)])
    let log = "Traceback\n  File \"/usr/lib/\(Path.name(path))\", line 2, in boom"
    let missing = FastAPIFaultLog().missing(in: log, of: LoggedFault(secret: "s3cret", ids: [], sources: sources))
    #expect(missing == [.traceback, .description])
  }

  @Test("Bytes that are not UTF-8 are found as Python writes them, and as a reader of UTF-8 sees them")
  func findsBytes() {
    let path = String(keeping: Array("/tmp/caf".utf8) + [0xe9, 0xff] + Array("/main.py".utf8))
    let sources = SourceFiles([path: Data("raise RuntimeError".utf8)])
    for spelling in [
      "/tmp/caf\\udce9\\udcff/main.py", "/tmp/caf\u{fffd}\u{fffd}/main.py", "file:///tmp/caf%E9%FF/main.py",
    ] {
      let log = "Traceback\n  File \"\(spelling)\", line 1, in boom"
      let fault = LoggedFault(secret: "s3cret", ids: [], sources: sources)
      #expect(FastAPIFaultLog().missing(in: log, of: fault) == [], "\(log)")
    }
  }
}
