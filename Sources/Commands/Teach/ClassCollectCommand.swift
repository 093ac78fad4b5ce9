internal import ArgumentParser
internal import Base
internal import Files
internal import Formats
internal import Foundation
internal import Presentation
internal import Report

struct ClassCollectCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect",
    abstract: "Read what learners sent back: who is where, and which wrong fixes are common.",
    discussion: """
      DIR has one entry for each learner: what `progress --export` wrote (NAME.json), a workspace or another folder of \
      modules, or an archive of one. Modules of lessons that a learner has not passed are judged, isolated as `grade` \
      does. Progress is the learners' own record; to grade, use `grade`.

      Exit codes: 0 everything was read, 64 something could not be read, or DIR is empty, 75 something was not judged \
      because of this machine (try again), 69 something needed is missing, 70 a bug in pitfall, 130 interrupted.
      """)

  @Argument(help: "The folder with what learners sent.", completion: .directory) var dir: String
  @Option(name: .customLong("lesson"), help: "Only this lesson; repeat it for several. (default: all)")
  var lessons: [String] = []
  @Option(
    help: "A folder for a page, class.html, and class.json; it also keeps what was judged.", completion: .directory)
  var out: String?
  @Option(help: "How many modules are judged at once. (default: the number of processors)") var jobs: Int?
  @Flag(help: "Print one JSON object instead of tables.") var json = false
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...256).contains(jobs ?? 1) else { throw ValidationError("--jobs must be between 1 and 256.") }
    guard out != "" else { throw ValidationError("--out needs a path: the folder for the page.") }
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    if let out { try requireOwnFolder(out) }
    let scratch = try out == nil ? TemporaryDirectory() : nil
    defer { withExtendedLifetime(scratch) {} }
    let chosen = try course.pack.lessons(named: lessons)
    let others = Set(try course.pack.lessonNames()).subtracting(chosen.map(\.id))
    let collection = ClassCollection(
      lessons: chosen, otherLessons: others.sorted(),
      installation: course.installation,
      folder: out.map { Path.joined($0, ClassCollection.judgedFolder) } ?? scratch?.path ?? "",
      isFolderKept: out != nil, slots: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
    let collected = try await collection.collect(dir, others: out.map { [$0] } ?? [], context)
    let overview = collected.overview
    if let out { try write(overview, to: out) }
    context.console.print(json ? try ClassJSON.text(overview) : ClassTable(context.style).text(overview))
    if let out { context.console.note("The page is \(Path.joined(out, ClassOverviewPage.fileName)).") }
    try collected.ending.get()
    if overview.problems.contains(where: \.isOurs) { throw ExitCode(75) }
    if !overview.problems.isEmpty { throw ExitCode(64) }
  }

  /// The two pages have the same name, and results of one must not count for the other.
  private func requireOwnFolder(_ out: String) throws {
    guard FileKind(Path.joined(out, "results.jsonl")) == .nothing else {
      throw UsageError(description: "\(out) has results of `grade`. Choose another folder with --out.")
    }
  }

  private func write(_ overview: ClassOverview, to folder: String) throws {
    try Folder.make(folder)
    try AtomicFile.write(
      Data(ClassOverviewPage().text(of: overview).utf8), to: Path.joined(folder, ClassOverviewPage.fileName))
    try AtomicFile.write(Data((ClassJSON.text(overview) + "\n").utf8), to: Path.joined(folder, ClassJSON.fileName))
  }
}

/// An overview for programs, as Documentation/class.schema.json describes it.
enum ClassJSON {
  static let fileName = "class.json"

  static func text(_ overview: ClassOverview) throws -> String {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .iso8601
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(overview), as: UTF8.self)
  }
}
