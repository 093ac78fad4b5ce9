import Commands
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CompleterTests {
  private let sample: SampleCourse
  private let completer: Completer

  init() async throws {
    sample = try SampleCourse(hasSecondLesson: true)
    try await sample.start()
    completer = try Completer(course: sample.course)
  }

  private func words(_ line: String) -> [String] { completer.complete(line).candidates.map(\.replacement) }

  @Test(
    "What can follow is taken from the commands, their options, and the lessons",
    arguments: [
      ("ver", ["verify"]), ("q", ["quit"]), ("s", ["show", "skip", "solution", "start"]), ("help so", ["solution"]),
      ("lesson ", ["check", "checks", "handout"]), ("verify ", ["07-waiting", "08-walking"]),
      ("verify wai", ["07-waiting"]),
      ("v 08", ["08-walking"]), ("show a", ["api", "article"]), ("best", ["best-practices"]), ("faq --t", ["--track"]),
      ("verify --see", ["--seed"]),
      ("start --track f", ["fastapi"]), ("list --color n", ["never"]), ("verify --check f", ["first"]),
      ("verify 08 --check ", ["only"]), ("apply r", ["right"]), ("apply 07 ri", ["right"]),
      ("apply --track fastapi r", []), ("grade export g", ["github-actions", "gradescope"]),
      ("grade merge a --format j", ["junit"]), ("hint --seen 07", ["07-waiting"]), ("verify 07 x", []),
      ("nonsense x", []),
      ("s x", []),
    ])
  func completes(line: String, candidates: [String]) {
    #expect(words(line) == candidates)
  }

  @Test("Only the last word is replaced, as long as it was typed")
  func replaces() {
    #expect(completer.complete("verify wai").replacedLength == 3)
    #expect(completer.complete("verify ").replacedLength == 0)
  }

  @Test("Paths are completed where an option takes one, folders alone where it takes a folder")
  func completesFiles() throws {
    try sample.write("", to: "files/export.json")
    try sample.write("", to: "files/folder/inside")
    let folder = sample.files.root + "/files/"
    #expect(words("progress --import \(folder)e") == [folder + "export.json"])
    #expect(words("verify --module \(folder)") == [folder + "export.json", folder + "folder/"])
    #expect(words("list --workspace \(folder)") == [folder + "folder/"])
  }

  @Test("A pack that cannot be read completes no lessons")
  func survivesBadPack() throws {
    try sample.write("[", to: "Lessons/07-waiting/lesson.yaml")
    #expect(words("apply r") == [])
  }

  @Test("The grammar knows every command, and the options that take a value")
  func readsGrammar() throws {
    let grammar = try CommandGrammar.read()
    #expect(grammar.command.subcommand("verify")?.option("--seed") != nil)
    #expect(grammar.command.subcommand("verify")?.option("--json") == nil)
    #expect(grammar.command.subcommand("lesson")?.subcommand("check") != nil)
    #expect(grammar.command.subcommand("bogus") == nil)
  }
}

@Suite(.timeLimit(.minutes(10)))
struct FileNamesTests {
  private let files: TemporaryPack
  private var folder: String { files.root + "/names/" }

  init() throws {
    files = try TemporaryPack()
    for name in ["a file", ".hidden", "album/inside", "b"] { try files.write("", to: "names/\(name)") }
  }

  private func names(_ typed: String, foldersOnly: Bool = false) -> [String] {
    FileNames.completing(folder + typed, foldersOnly: foldersOnly).map(\.replacement)
  }

  @Test("Names that begin with what is typed, quoted where a shell needs it")
  func completes() {
    #expect(names("") == ["'\(folder)a file'", "\(folder)album/", "\(folder)b"])
    #expect(names("al") == ["\(folder)album/"])
    #expect(names("album/") == ["\(folder)album/inside"])
    #expect(names("c") == [])
    #expect(names("", foldersOnly: true) == ["\(folder)album/"])
  }

  @Test("Hidden files appear once their dot is typed")
  func hides() {
    #expect(names(".") == ["\(folder).hidden"])
  }

  @Test("A folder's word goes on, a file's is complete, and lists show names alone")
  func ends() {
    let candidates = FileNames.completing(folder, foldersOnly: false)
    #expect(candidates.map(\.endsWord) == [true, false, true])
    #expect(candidates.map(\.label) == ["a file", "album/", "b"])
  }

  @Test("A folder that is not there has no names")
  func survivesMissingFolder() {
    #expect(names("nowhere/") == [])
  }
}
