internal import ArgumentParser
internal import Base
internal import Files
internal import Grading
internal import Presentation
internal import Report

struct GradeMergeCommand: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "merge",
    abstract: "Join the results of several folders, such as those of shards.",
    discussion: """
      What is there twice is kept once. Where the same files passed in one folder and failed in another, both results \
      are kept and marked for a person to review; the better one counts until then.
      """)

  @Argument(help: "Folders that `grade` wrote to, or their results.jsonl.") var folders: [String]
  @Option(help: "The folder for all results; it may have some already.", completion: .directory) var out: String
  @OptionGroup var formats: GradeFormatOptions
  @OptionGroup var common: CommonOptions

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let outputs = try GradeOutputs(out: out, pack: course.pack, formats: formats.ids)
    let files = folders.map { ResultsFile($0) }
    let results = try files.map { try $0.readShard() }
    let lock = try await FolderLock(.whole, of: out)
    defer { withExtendedLifetime(lock) {} }
    let kept = KeptSubmissions(out: out)
    var missing: Set<String> = []
    for (file, results) in zip(files, results) {
      let source = KeptSubmissions(out: file.folder)
      for result in results where !result.evidence.files.isEmpty {
        do {
          try kept.take(result.evidence.submissionHash, track: result.track, from: source)
        } catch is KeptSubmissionError {
          missing.insert(result.evidence.submissionHash)
        }
      }
    }
    let merge = try await ResultsFile(out).merge(results.flatMap { $0 })
    let counting = merge.results.counting
    try ResultsNotWritten.check { try outputs.write(counting) }
    context.console.print(GradeTable(context.style).text(counting))
    if !missing.isEmpty {
      context.console.note(
        "The files of \(missing.count.counted("submission")) are not in these folders, so they cannot be regraded.")
    }
    for key in merge.conflicts {
      context.console.note(
        "A person must decide about \(key.submission), \(key.lesson), \(key.track.rawValue): the same files passed and "
          + "failed.")
    }
  }
}
