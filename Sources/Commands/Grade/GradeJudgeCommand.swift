internal import ArgumentParser
internal import Base
internal import Files
internal import Grading
internal import ModuleRuntime

private import class Foundation.ProcessInfo

struct GradeJudgeCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "judge",
    abstract: "Judge submissions, and append each result to results.jsonl in a folder.",
    discussion: """
      SUBMISSIONS is one submission (a folder, a source file, or a tar, tar.gz or zip archive) or a folder of them. The \
      same command goes on where an earlier one was cut off.

      Exit codes: 0 all passed, 1 some failed or were rejected, 75 some have no result because of this machine (try \
      again), 64 bad usage or input, 69 something needed is missing, 70 a bug in pitfall, 130 interrupted.
      """)

  @Argument(help: "A submission, or a folder of submissions.") var submissions: String?
  @Option(name: .customLong("lesson"), help: "A lesson to grade; repeat it for several.") var lessons: [String] = []
  @Option(help: "Only this track. (default: each that a submission has)") var track: Track?
  @Option(help: "The folder for results.", completion: .directory) var out: String?
  @Option(
    name: .customLong("class"), help: ArgumentHelp("Lessons, points and deadlines: a class.yaml.", valueName: "file"),
    completion: .file())
  var classFile: String?
  @Option(help: "How many submissions are judged at once. (default: the number of processors)") var jobs: Int?
  @Option(help: "Only a part of the submissions, such as 2/5.") var shard: Shard = .whole
  @Option(help: ArgumentHelp("Refuse to judge with less isolation than this.", valueName: "tier"))
  var requireTier: IsolationTier?
  @Option(help: ArgumentHelp("Isolate no more than this: to test what a weaker tier stops.", valueName: "tier"))
  var isolation: IsolationTier = .full
  @Option(help: "Counts the tries of a student; each has other random values.") var attempt: Int = 1
  @Option(
    help: ArgumentHelp(
      "What is submitted later is late, where the class has no deadline, such as 2026-11-30T23:59:00+01:00.",
      valueName: "time"))
  var deadline: ZonedTime?
  @Option(help: ArgumentHelp("When it was submitted. (default: the newest time of its files)", valueName: "time"))
  var submitted: ZonedTime?
  @Option(
    help: "The course's secret. (default: pitfall/course.key in XDG_STATE_HOME, made on first use)",
    completion: .file())
  var key: String?
  @Option(help: ArgumentHelp("Judge again what this results.jsonl is about, with the same seed.", valueName: "result"))
  var replay: String?
  @Option(help: "With --replay: whose result.") var submission: String?
  @Option(
    help: ArgumentHelp("Judge the submissions in an old output folder again, and list what changed.", valueName: "old"),
    completion: .directory)
  var regrade: String?
  @OptionGroup var formats: GradeFormatOptions
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (1...256).contains(jobs ?? 1) else { throw ValidationError("--jobs must be between 1 and 256.") }
    guard (1...1_000_000).contains(attempt) else { throw ValidationError("--attempt must be between 1 and 1000000.") }
    guard replay == nil || regrade == nil else { throw ValidationError("--replay and --regrade exclude each other.") }
    guard submission == nil || replay != nil else { throw ValidationError("--submission goes with --replay.") }
    guard replay == nil else { return }
    guard let out, !out.isEmpty else { throw ValidationError("--out FOLDER is missing: the folder for results.") }
    if regrade == nil {
      guard submissions != nil else { throw ValidationError("Name the submissions: a folder, a file, or an archive.") }
      guard classFile != nil || !lessons.isEmpty else {
        throw ValidationError("Name a lesson with --lesson, or a class.yaml with --class.")
      }
    } else if submissions != nil {
      throw ValidationError("--regrade takes the submissions from the old folder; leave out SUBMISSIONS.")
    }
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    if let replay { return try await GradeReplay(self, course, context).run(replay) }
    guard let out else { preconditionFailure("validate() requires --out") }
    let session = GradeSession(self, course, out: out, context)
    if let regrade {
      try await GradeRegrade(session).run(regrade)
    } else {
      try await session.grade(submissions ?? "")
    }
  }

  var slots: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }
}

extension Shard: ExpressibleByArgument {
  package init?(argument: String) { self.init(argument) }
}
