import Base
import Foundation
import Lessons
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct LessonManifestTests {
  @Test("Every part of a lesson is read")
  func isRead() throws {
    let temporary = try TemporaryPack()
    let lesson = try temporary.pack.lesson("7")
    #expect(lesson.id == "07-waiting")
    #expect(lesson.title == "Waiting")
    #expect(lesson.hints == ["Look at it."])
    #expect(lesson.tracks == [.swift, .fastapi])
    #expect(lesson.upstream.map(\.path) == ["/quotes/{symbol}"])
    guard case .fields(let fields) = lesson.upstream[0].answer else { throw Unexpected("\(lesson.upstream[0])") }
    #expect(fields.map(\.name) == ["price", "nonce"])
    #expect(lesson.checks.map(\.id) == ["first", "second"])
    #expect(lesson.checks.map(\.points) == [2, 1])
    #expect(lesson.checks.map(\.isRequired) == [true, false])
    #expect(lesson.checks.map(\.during) == [[], ["first"]])
    #expect(lesson.checks(for: .fastapi).map(\.id) == ["first"])
    #expect(lesson.modules.map(\.kind) == [.broken, .broken, .fix, .decoy, .variant])
    #expect(lesson.modules.map(\.fails) == [["first", "second"], ["first"], ["second"], ["first"], []])
    #expect(lesson.database.map(\.name) == ["users"])
    #expect(lesson.database[0].columns.map(\.type) == ["INTEGER PRIMARY KEY", "TEXT"])
    #expect(lesson.database[0].columns.map(\.kind) == [.id, .name])
    #expect(
      lesson.modules.map { $0.path.dropFirst(temporary.root.count) } == [
        "/Lessons/07-waiting/swift", "/Lessons/07-waiting/fastapi", "/Solutions/07-waiting/swift/right",
        "/Lessons/07-waiting/decoys/fastapi/wrong", "/Lessons/07-waiting/other",
      ])
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    let of: String
    let becomes: String
    let line: Int
    let message: String

    init(_ of: String, _ becomes: String, _ line: Int, _ message: String) {
      (self.of, self.becomes, self.line, self.message) = (of, becomes, line, message)
    }

    var testDescription: String { message }
  }

  static let mistakes = [
    Mistake("version: 1", "version: 2", 1, "'format_version' must be 1, which is the one that this pitfall reads"),
    Mistake("title: Waiting\n", "", 1, "a lesson needs 'title'"),
    Mistake("title: Waiting", "titel: Waiting", 2, "a lesson has no key 'titel'; do you mean 'title'?"),
    Mistake("      why: It does not answer.\n", "      kind: wrong\n", 40, "a decoy needs 'why'"),
    Mistake("title: Waiting", "title:", 1, "a lesson needs 'title'"),
    Mistake("title: Waiting", "title: [a]", 2, "'title' must be text, but is a list"),
    Mistake("title: Waiting", "titel: Waiting\ntitle: Waiting", 2, "a lesson has no key 'titel'; it knows "),
    Mistake("title: Waiting", "title: Waiting\ntitle: Again", 2, "has a key twice: title"),
    Mistake("title: Waiting", "title: *name", 2, "is not YAML: found undefined alias"),
    Mistake("title: Waiting", "title: {", 4, "is not YAML: "),
    Mistake("title: Waiting", "\ttitle: Waiting", 2, "is not YAML: "),
    Mistake("price: number", "price: colour", 8, "'price' must be number or text, but is 'colour'"),
    Mistake(
      "{ price: number, nonce: text }", "7", 8, "'reply' must be a mapping of fields to number or text, or 'chunks'"),
    Mistake("table: users", "table: a-b", 10, "'table' must consist of letters and underscores, but is 'a-b'"),
    Mistake(
      "value: name", "value: colour", 14, "'value' must be one of id, word, name, token, sentence, bytes, but is"),
    Mistake("rows: 5", "rows: -5", 11, "'rows' must be between 0 and 100000, but is -5"),
    Mistake("hints:\n  - Look at it.", "hints: Look at it.", 4, "'hints' must be a list, but is 'Look at it.'"),
    Mistake("points: 2", "points: two", 19, "'points' must be a whole number, but is 'two'"),
    Mistake("points: 2", "points: 101", 19, "'points' must be between 0 and 100, but is 101"),
    Mistake("bonus: true", "bonus: perhaps", 25, "'bonus' must be true or false, but is 'perhaps'"),
    Mistake("tracks: [swift]", "tracks: [rust]", 26, "there is no track 'rust': swift or fastapi"),
    Mistake("during: [first]", "during: [third]", 27, "'third' in 'during' is not another check of this lesson"),
    Mistake("during: [first]", "during: [second]", 27, "'second' in 'during' is not another check of this lesson"),
    Mistake(
      "points: 2", "points: 2\n    tracks: [fastapi]", 23,
      "'second' is a check of the swift track, but 'first', which it names in 'during', is not"),
    Mistake("points: 2", "points: 2\n    bonus: true", 16, "no check but a bonus judges a swift module"),
    Mistake("id: second", "id: first", 22, "there are two checks 'first'"),
    Mistake("swift: [first, second]", "swift: [third]", 31, "'third' in 'fails' is not a check of this lesson"),
    Mistake("swift: [first, second]", "swift: []", 31, "'fails' must name at least one check"),
    Mistake(
      "fastapi: [first]", "fastapi: [second]", 32, "'second' in 'fails' is not a check of the fastapi track"),
    Mistake("    fastapi: [first]\n", "", 31, "'fails' needs 'fastapi', because there is "),
    Mistake("fastapi: [first]", "rust: [first]", 32, "there is no track 'rust': swift or fastapi"),
    Mistake("fastapi: [first]", "fastapi: first", 32, "'fails' must be a list, but is 'first'"),
    Mistake("fails: [second]", "fails: [first]", 36, "a fix must not fail a required check, such as 'first'"),
    Mistake("name: right", "name: missing", 35, "the fix 'missing' has no file "),
    Mistake("  swift:\n    - name", "  rust:\n    - name", 34, "there is no track 'rust': swift or fastapi"),
    Mistake("      why: It does not answer.\n", "", 40, "a decoy needs 'why'"),
    Mistake("track: swift", "track: [swift]", 45, "a track must be text, but is a list"),
  ]

  @Test("A mistake is reported with its file and line", arguments: mistakes)
  func namesMistakes(mistake: Mistake) throws {
    let manifest = TemporaryPack.manifest.replacingOccurrences(of: mistake.of, with: mistake.becomes)
    try #require(manifest != TemporaryPack.manifest)
    let temporary = try TemporaryPack(manifest: manifest)
    let error = try #require(throws: ManifestError.self) { try temporary.pack.lessons() }
    #expect(error.message.hasPrefix(mistake.message), "\(error)")
    #expect(error.place == SourceLine(file: temporary.root + "/Lessons/07-waiting/lesson.yaml", line: mistake.line))
  }

  @Test(
    "A file that is not a mapping in UTF-8 is reported",
    arguments: [
      ("", "is empty"), ("# A remark", "is empty"), ("- a", "a lesson must be a mapping"),
      ("\u{FF}", "is not UTF-8 text"), ("a", "a lesson must be"),
    ])
  func namesOtherFiles(text: String, message: String) throws {
    let temporary = try TemporaryPack()
    let bytes = text.unicodeScalars.map { UInt8($0.value) }
    try temporary.write(Data(bytes), to: "Lessons/07-waiting/lesson.yaml")
    let error = try #require(throws: ManifestError.self) { try temporary.pack.lessons() }
    #expect(error.message.hasPrefix(message))
    #expect(error.place.line == 1)
  }

  @Test("An alias stands for what its anchor names")
  func resolvesAliases() throws {
    let manifest = TemporaryPack.manifest
      .replacingOccurrences(of: "title: Waiting", with: "title: &name Waiting")
      .replacingOccurrences(of: "summary: It waits.", with: "summary: *name")
    let temporary = try TemporaryPack(manifest: manifest)
    #expect(try temporary.pack.lesson("waiting").summary == "Waiting")
  }

  /// Reads the sample lesson after its folders `without` are removed; `decoys` stands in for its decoys, and the broken
  /// module fails `fails`.
  private func read(
    fails: String, decoys: String = "decoys: {}", without: [String] = ["fastapi"],
    tracks: [TrackLayout] = [.swift, .fastapi]
  ) throws -> Lesson {
    let manifest = TemporaryPack.manifest
      .replacing("  fails:\n    swift: [first, second]\n    fastapi: [first]\n", with: "  fails: \(fails)\n")
      .replacing(
        "decoys:\n  fastapi:\n    - name: wrong\n      fails: [first]\n      why: It does not answer.\n",
        with: decoys + "\n")
    let temporary = try TemporaryPack(manifest: manifest)
    return try withExtendedLifetime(temporary) {
      for folder in without {
        try FileManager.default.removeItem(atPath: "\(temporary.root)/Lessons/07-waiting/\(folder)")
      }
      return try Pack(directory: temporary.root + "/Lessons", tracks: tracks).lesson("7")
    }
  }

  @Test(
    "The broken module's expected failures are a list, or a mapping that may omit a track the lesson lacks",
    arguments: ["[first]", "{ swift: [first] }", "{ swift: [first], fastapi: [first] }"])
  func readsFailsOfOwnTracks(fails: String) throws {
    let lesson = try read(fails: fails)
    #expect(lesson.tracks == [.swift])
    #expect(lesson.modules[0].fails == ["first"])
    #expect(lesson.checks[0].tracks == [.swift], "a check that names no track is for those of its lesson")
    #expect(throws: PackError.noTrack(.fastapi, lesson: "07-waiting", known: [.swift])) { try lesson.layout(.fastapi) }
  }

  @Test("A module for a track that the lesson does not have is a mistake")
  func rejectsModulesOfOtherTracks() throws {
    let decoys = "decoys: { fastapi: [{ name: wrong, fails: [first], why: w }] }"
    let error = try #require(throws: ManifestError.self) { try read(fails: "[first]", decoys: decoys) }
    #expect(error.message == "the lesson has no module for this track: there is no fastapi/main.py")
    #expect(error.place.line == 36)
  }

  @Test("A lesson without any module is a mistake that names the missing files")
  func needsModule() throws {
    let error = try #require(throws: ManifestError.self) { try read(fails: "[first]", without: ["fastapi", "swift"]) }
    #expect(error.message == "the lesson has no module: it needs swift/main.swift or fastapi/main.py")
  }

  @Test("A pack knows the given tracks, and no others")
  func knowsGivenTracks() throws {
    let error = try #require(throws: ManifestError.self) { try read(fails: "[first]", tracks: [.fastapi]) }
    #expect(error.message == "there is no track 'swift': fastapi")
  }
}
