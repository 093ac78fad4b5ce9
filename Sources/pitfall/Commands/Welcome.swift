internal import ArgumentParser
internal import Curriculum
internal import ModuleRuntime
internal import Presentation
internal import Verification

/// The first screen: what this is, the first lesson's damage, and the one command to type next.
struct Welcome: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "welcome",
    abstract: "Greet, and show the first lesson's damage, measured now.")

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let installation = try common.installation()
    let pack = try common.pack()
    guard let name = try pack.lessonNames().first else { return }
    let lesson = try pack.lesson(name)
    guard let track = lesson.tracks.first else { return }
    let style = common.style
    let progress = ProgressLine(style: style)
    print(
      """
      \(style.paint("pitfall", .bold)) teaches the pitfalls of asynchronous servers on real ones.
      You repair a broken server in your own editor; pitfall starts it, measures it
      from outside, and says what holds.

      Lesson \(lesson.id): \(lesson.title).
      \(lesson.summary)

      """)
    let broken = try await judge(lesson.brokenModule(track), lesson, track, installation, progress)
    let fix = lesson.modules.first { $0.kind == .fix && $0.track == track }
    let repaired =
      if let fix { try await judge(fix.path, lesson, track, installation, progress) } else { nil as Report? }
    progress.clear()
    print(DamageView(style).text(broken: broken, repaired: repaired))
    print(
      """

      The same lesson is there as a real FastAPI app: add --track fastapi to any command
      (the first time, its Python environment is made; your own Python is left alone).

      Next, from this folder (\(style.paint("make build", .bold)) has left the program in .build/release):
        .build/release/pitfall show \(lesson.id)        the lesson's text
        .build/release/pitfall verify \(lesson.id)      judge the broken module
        .build/release/pitfall verify \(lesson.id) --module PATH   judge yours: copy
            \(relative(lesson.brokenModule(track), installation)) and mend the copy
        .build/release/pitfall --help           everything else
      """)
  }

  private func judge(
    _ path: String, _ lesson: Lesson, _ track: Track, _ installation: Installation, _ progress: ProgressLine
  ) async throws -> Report {
    let verifier = try Verifier(lesson, track: track, installation: installation)
    return try await verifier.verify(try ModuleSource(path, track: track), seed: .random(in: 0...UInt64(UInt32.max))) {
      progress.show($0.sentence)
    }
  }

  private func relative(_ path: String, _ installation: Installation) -> String {
    path.hasPrefix(installation.home + "/") ? String(path.dropFirst(installation.home.count + 1)) : path
  }
}
