internal import ArgumentParser
internal import Curriculum
internal import ModuleRuntime
internal import Presentation
internal import Verification

struct Verify: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Judge a module: start it, measure it from outside, say what holds.")

  @Argument(help: "A lesson: its number, name, or a prefix.") var lesson: String
  @OptionGroup var module: ModuleOptions
  @Option(name: .customLong("check"), help: "Judge this check alone.") var check: String?
  @Option(help: "Use the random values of an earlier run again.") var seed: UInt64?
  @Flag(help: "One JSON object, as Documentation/report.schema.json describes it.") var json = false
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let installation = try common.installation()
    let lesson = try common.pack().lesson(self.lesson)
    let source = try module.source(lesson)
    let verifier = try Verifier(lesson, track: module.track, only: check, installation: installation)
    let progress = ProgressLine(style: common.style)
    let report = try await verifier.verify(source, seed: seed ?? .random(in: 0...UInt64(UInt32.max))) { event in
      progress.show(event.sentence)
    }
    progress.clear()
    if json {
      print(try JSONText.encode(report))
    } else {
      let subject = "\(lesson.id)\(module.asTyped)\(common.lessonsAsTyped)"
      print(ReportView(common.style, program: CommandText.program, subject: subject).text(report))
    }
    throw ExitCode(report.verdict.exitCode)
  }
}

extension Verdict {
  var exitCode: Int32 {
    switch self {
    case .pass: 0
    case .fail: 1
    case .inconclusive: 75
    }
  }
}

extension Verifier.Event {
  var sentence: String {
    switch self {
    case .progress(let sentence): sentence
    case .compiling: "compiling the module"
    case .starting: "starting the module"
    case .running: "the module answers"
    case .measuring(let check): "measuring: \(check.id)"
    case .judged(let check, let finding): "\(check.id): \(finding.verdict.rawValue)"
    }
  }
}
