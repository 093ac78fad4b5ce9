import Foundation
import Learner
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
final class ProgressFileTests {
  private let root = FileManager.default.temporaryDirectory.path + "/progress-tests-\(UUID().uuidString)"
  private let file: ProgressFile
  private var export: String { root + "/export.json" }

  init() throws {
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    file = ProgressFile(workspace: Workspace(directory: root + "/workspace"))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  private func text(_ path: String) -> String? {
    FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
  }

  private func put(_ text: String, at path: String? = nil) throws {
    let url = URL(fileURLWithPath: path ?? file.path)
    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  private func said(_ body: () async throws -> some Any) async -> String? {
    do {
      _ = try await body()
      Issue.record("nothing was thrown")
    } catch {
      return "\(error)"
    }
    return nil
  }

  @Test("Without a file there is no progress, and reading does not create one")
  func readsNothing() throws {
    #expect(try file.read() == Progress())
    #expect(!FileManager.default.fileExists(atPath: root + "/workspace"))
  }

  @Test("A file of format 1, which knew nothing of solutions, is read, and written in the present format")
  func readsFormer() async throws {
    let entry = #"{"attempts":2,"hints":1,"is_skipped":false,"best_points":3,"of_points":4}"#
    try put(#"{"format_version":1,"progress":{"lessons":{"a":{"swift":\#(entry)}}}}"#)
    #expect(try file.read()["a", .swift].attempts == 2)
    let date = Date(timeIntervalSince1970: 1_800_000_000)
    let written = try await file.update { progress in
      progress.seeSolution(lesson: "a", track: .swift, at: date)
      progress.applySolution(lesson: "a", track: .swift, at: date + 60)
      progress.applySolution(lesson: "a", track: .swift, at: date + 120)
    }
    #expect(written["a", .swift].solutionSeen == date && written["a", .swift].applied == date + 60)
    #expect(try file.read() == written)
    let text = try #require(self.text(file.path))
    #expect(text.contains(#""format_version" : 2"#) && text.contains(#""solution_seen" : "2027-01-15T08:00:00Z""#))
    #expect(text.contains(#""applied" : "2027-01-15T08:01:00Z""#))
    try file.export(to: export)
    #expect(try #require(self.text(export)).contains("solution_seen"))
  }

  @Test("What is written is read again, and its bytes are as documented")
  func writes() async throws {
    let written = try await file.update { progress in
      progress.current = Progress.Position(lesson: "01-blocking", track: .fastapi)
      progress["gone-from-the-pack", .swift].attempts = 2
      progress["01-blocking", .fastapi].passed = Progress.Pass(
        date: Date(timeIntervalSince1970: 1_800_000_000.75), fingerprint: "ab", seed: .max, points: 3, of: 4)
    }
    #expect(try file.read() == written)
    #expect(
      text(file.path) == """
        {
          "format_version" : 2,
          "progress" : {
            "current" : {
              "lesson" : "01-blocking",
              "track" : "fastapi"
            },
            "lessons" : {
              "01-blocking" : {
                "fastapi" : {
                  "attempts" : 0,
                  "best_points" : 0,
                  "hints" : 0,
                  "is_skipped" : false,
                  "of_points" : 0,
                  "passed" : {
                    "date" : "2027-01-15T08:00:00Z",
                    "fingerprint" : "ab",
                    "of" : 4,
                    "points" : 3,
                    "seed" : 18446744073709551615
                  }
                }
              },
              "gone-from-the-pack" : {
                "swift" : {
                  "attempts" : 2,
                  "best_points" : 0,
                  "hints" : 0,
                  "is_skipped" : false,
                  "of_points" : 0
                }
              }
            }
          }
        }

        """)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: root + "/workspace").sorted() == [
        ".pitfall", "progress.json",
      ])
  }

  @Test("Any progress is the same after it was read from the file, and from an export")
  func roundTrips() async throws {
    for seed in UInt64(0)..<20 {
      let sample = Progress.sample(seed)
      let one = ProgressFile(workspace: Workspace(directory: "\(root)/\(seed)"))
      #expect(try await one.update { $0 = sample } == sample)
      try one.export(to: export)
      let other = ProgressFile(workspace: Workspace(directory: "\(root)/other-\(seed)"))
      #expect(try await other.importing(from: export) == sample)
      #expect(try other.read() == sample)
    }
  }

  @Test("Two processes that write concurrently lose nothing")
  func updatesAtOnce() async throws {
    let files = [file, ProgressFile(workspace: Workspace(directory: root + "/workspace"))]
    try await withThrowingTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for _ in 0..<25 {
            _ = try await files[task % 2].update { $0["a", .swift].attempts += 1 }
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try file.read()["a", .swift].attempts == 200)
  }

  static let damages: [(String, String)] = [
    ("", "it is not JSON, or was cut off"),
    (#"{"format_version":1,"progress":{"less"#, "it is not JSON, or was cut off"),
    ("[]", "the wrong kind of value"),
    ("{}", "something is missing at format_version"),
    (#"{"format_version":0,"progress":{"lessons":{}}}"#, "there is no format 0"),
    (#"{"format_version":1,"progress":{}}"#, "something is missing at progress.lessons"),
    (#"{"format_version":1,"progress":{"lessons":{},"x":1}}"#, "there is no key 'x' at progress"),
    (#"{"format_version":1,"progress":{"lessons":{"a":{"rust":{}}}}}"#, ""),
    (
      #"{"format_version":1,"progress":{"lessons":{"a":{"swift":{"attempts":-1}}}}}"#,
      "'attempts' must be between 0 and 1000000000 at progress.lessons.a.swift"
    ),
  ]

  @Test("A damaged file is an error, and never overwritten", arguments: damages)
  func keepsDamaged(damage: String, what: String) async throws {
    try put(damage)
    let next =
      ". Move it away to start over, or restore an export with `progress --import FILE`. Until then it is left as it is."
    let error = try #require(await said { try await self.file.update { $0["a", .swift].attempts = 1 } })
    #expect(error.hasPrefix("\(file.path) is damaged: \(what)"))
    #expect(error.hasSuffix(next))
    #expect(await said { try self.file.read() } == error)
    #expect(await said { try self.file.export(to: self.export) } == error)
    #expect(text(file.path) == damage)
    #expect(text(export) == nil)
  }

  @Test("An import over a damaged file keeps a copy of that file")
  func importsOverDamage() async throws {
    let sample = Progress.sample(3)
    _ = try await file.update { $0 = sample }
    try file.export(to: export)
    for number in 1...2 {
      try put("damage \(number)")
      #expect(try await file.importing(from: export) == sample)
      #expect(try file.read() == sample)
      #expect(text("\(root)/workspace/progress.damaged-\(number).json") == "damage \(number)")
    }
  }

  @Test("A newer format is reported, and left alone, by an import too")
  func knowsNewer() async throws {
    try file.export(to: export)
    let newer = #"{"format_version":3,"progress":"other"}"#
    try put(newer)
    let sentence =
      "\(file.path) has format 3, which a newer pitfall wrote; this one reads format 2 and older ones. Use the newer one."
    #expect(await said { try await self.file.update { _ in } } == sentence)
    #expect(await said { try await self.file.importing(from: self.export) } == sentence)
    #expect(text(file.path) == newer)
  }

  @Test("A folder in place of the file is an error")
  func knowsFolders() async throws {
    try FileManager.default.createDirectory(atPath: file.path, withIntermediateDirectories: true)
    #expect(
      await said { try self.file.read() }
        == "\(file.path) cannot be read: Is a directory. Choose a file that you can read, or fix this one.")
  }

  @Test("A change that could not be read again is not written")
  func rejectsNonsense() async throws {
    _ = try await file.update { $0["a", .swift].attempts = 1 }
    let before = text(file.path)
    let sentence =
      "\(file.path) was not changed: the new progress is too large or has an impossible count. Please report this."
    #expect(await said { try await self.file.update { $0["a", .swift].attempts = -1 } } == sentence)
    let large = String(repeating: "x", count: 600_000)
    #expect(await said { try await self.file.update { $0[large, .swift].attempts = 1 } } == sentence)
    #expect(text(file.path) == before)
  }

  @Test("An export replaces an earlier export, and no other file")
  func exports() async throws {
    try file.export(to: export)
    let first = text(export)
    _ = try await file.update { $0["a", .swift].attempts = 1 }
    try file.export(to: export)
    #expect(text(export) != first)
    let sentence = "exists and is not an export of progress, so it is not overwritten. Choose another file."
    try put("mine", at: root + "/mine.txt")
    for path in [root + "/mine.txt", file.path, root] {
      let before = text(path)
      #expect(await said { try self.file.export(to: path) } == "\(path) \(sentence)")
      #expect(text(path) == before)
    }
    #expect(
      await said { try self.file.export(to: self.root + "/none/export.json") }
        == "\(root)/none/export.json cannot be written: No such file or directory. Choose another file.")
  }

  @Test("An import adds to the existing progress, and keeps the learner's current lesson")
  func imports() async throws {
    let other = ProgressFile(workspace: Workspace(directory: root + "/other"))
    _ = try await other.update { progress in
      progress.current = Progress.Position(lesson: "z", track: .swift)
      progress["z", .swift].attempts = 3
    }
    try other.export(to: export)
    _ = try await file.update { progress in
      progress.current = Progress.Position(lesson: "a", track: .swift)
      progress["a", .swift].attempts = 1
    }
    let sum = try await file.importing(from: export)
    #expect(sum.current?.lesson == "a")
    #expect(sum["a", .swift].attempts == 1)
    #expect(sum["z", .swift].attempts == 3)
    #expect(try file.read() == sum)
  }

  @Test("An export that was changed or truncated anywhere is rejected")
  func rejectsChanged() async throws {
    _ = try await file.update { progress in
      progress["a", .swift].attempts = 1
      progress["a", .swift].passed = Progress.Pass(
        date: Date(timeIntervalSince1970: 0), fingerprint: "ab", seed: 5, points: 3, of: 4)
    }
    try file.export(to: export)
    let whole = try #require(text(export))
    let before = text(file.path)
    let sentence = "\(export) was changed or cut off after it was exported. Export it again and copy the whole file."
    for change in [
      ("\"attempts\" : 1", "\"attempts\" : 2"), ("1970", "1971"), ("\"a\"", "\"b\""), ("sha256", "sha255"),
    ] {
      try put(whole.replacingOccurrences(of: change.0, with: change.1), at: export)
      #expect(await said { try await self.file.importing(from: self.export) } == sentence)
    }
    let end = whole.utf8.count
    for count in stride(from: 70, to: end - 2, by: 7) {
      try put(String(whole.prefix(count)), at: export)
      #expect(await said { try await self.file.importing(from: self.export) } == sentence)
    }
    #expect(text(file.path) == before)
  }

  @Test("A file that is not an export is rejected, and not read endlessly")
  func rejectsStrangers() async throws {
    let sentence = "is not an export of progress. `progress --export FILE` writes one."
    for stranger in [
      "", "{}", "\u{0}", String(repeating: "[", count: 100_000), String(repeating: " ", count: 1_048_577),
    ] {
      try put(stranger, at: export)
      #expect(await said { try await self.file.importing(from: self.export) } == "\(export) \(sentence)")
    }
    try put(String(repeating: "[", count: 100_000) + "pitfall progress export", at: export)
    #expect(
      await said { try await self.file.importing(from: self.export) }
        == "\(export) was changed or cut off after it was exported. Export it again and copy the whole file.")
    #expect(
      await said { try await self.file.importing(from: "/dev/zero") }
        == "/dev/zero cannot be read: Invalid argument. Choose a file that you can read, or fix this one.")
    #expect(
      await said { try await self.file.importing(from: self.root + "/none") }
        == "\(root)/none cannot be read: No such file or directory. Choose a file that you can read, or fix this one."
    )
    #expect(!FileManager.default.fileExists(atPath: file.path))
  }
}
