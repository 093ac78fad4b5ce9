internal import Base
internal import Files
internal import Foundation
internal import Lessons
internal import ModuleRuntime

/// The pytest file of a lesson, to put beside a learner's FastAPI module.
struct ReadyTest {
  /// The line of the file that names the module.
  private static let original = #"MODULE = "main.py""#

  private let template: String
  private let source: ModuleSource

  /// Throws `ReadyTestError` when there is nothing to write for this module.
  init(for chosen: ChosenModule) throws {
    guard let template = chosen.lesson.diagnosis?.test else {
      throw ReadyTestError.noTest(lesson: chosen.lesson.id)
    }
    guard chosen.track == .fastapi else { throw ReadyTestError.otherTrack(chosen.lesson.id) }
    guard chosen.isOwn || chosen.path != nil else { throw ReadyTestError.noCopy(chosen.lesson.id) }
    try chosen.source.requireFiles()
    self.template = template
    source = chosen.source
  }

  private var path: String { Path.joined(source.directory, Path.name(template)) }

  /// Writes the file unless it is there, and says how to run it. Throws `ReadyTestError` when another file has its name.
  func write(python: String) throws -> String {
    let text = try String(contentsOfFile: template, encoding: .utf8)
      .replacingOccurrences(of: Self.original, with: "MODULE = \(JSONValue.text(Path.name(source.mainFile)))")
    let bytes = Data(text.utf8)
    let shown = CommandText.relative(path)
    let outcome: String
    switch FileKind(path) {
    case .nothing:
      try AtomicFile.write(bytes, to: path)
      outcome = "Wrote \(shown), a test of your middleware. It is yours: read it, change it, keep it."
    case .file where (try? RegularFile.read(path, limit: bytes.count + 1)) == bytes:
      outcome = "\(shown) is there already, and is the same as pitfall's."
    default: throw ReadyTestError.taken(shown)
    }
    // Without -B and the cache's plugin, it would leave files beside the learner's.
    let words = [CommandText.relative(python), "-B", "-m", "pytest", "-p", "no:cacheprovider", shown]
    return outcome + "\nRun it with:\n  " + words.map(ShellWord.quoted).joined(separator: " ")
  }
}

enum ReadyTestError: Equatable, ToldError {
  case noTest(lesson: String)
  case otherTrack(String)
  case noCopy(String)
  case taken(String)

  var exitCode: Int32 { 64 }

  var description: String {
    switch self {
    case .noTest(let lesson):
      "There is no ready test for \(lesson). Next: `diagnose 05 --track fastapi --write-test` writes one for middleware."
    case .otherTrack(let lesson):
      "--write-test is for FastAPI: it writes a pytest file. Next: Add --track fastapi to `diagnose \(lesson)`."
    case .noCopy(let lesson):
      "You have no copy of this module yet, and the original stays as it is. "
        + "Next: `start \(lesson) --track fastapi`, or name a module of yours with --module."
    case .taken(let path):
      "\(path) exists and is not pitfall's, so it stays as it is. Next: Give it another name, and try again."
    }
  }
}
