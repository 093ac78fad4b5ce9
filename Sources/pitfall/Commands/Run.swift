internal import ArgumentParser
internal import Curriculum
internal import ModuleRuntime
internal import Presentation
internal import Probes
internal import Verification

struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run just the module, with its partner service, to poke at by hand; Ctrl-C ends it.")

  @Argument(help: "A lesson: its number, name, or a prefix.") var lesson: String
  @OptionGroup var module: ModuleOptions
  @Option(help: "The port to listen on; 0 for a free one.") var port = 8000
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535.") }
  }

  func run() async throws {
    let installation = try common.installation()
    let lesson = try common.pack().lesson(self.lesson)
    let source = try module.source(lesson)
    let progress = ProgressLine(style: common.style)
    let verifier = try Verifier(lesson, track: module.track, installation: installation)
    let upstream = Upstream(lesson.upstream)
    try await upstream.start()
    do {
      let prepared = try await verifier.prepare(source) { progress.show($0.sentence) }
      progress.clear()
      let running = try await ModuleLauncher(installation).start(
        prepared, variables: ["UPSTREAM_URL": upstream.url], port: port, echo: true)
      progress.show(
        "\(lesson.id), \(module.track.rawValue), answers at \(running.url) (partner: \(upstream.url)). Ctrl-C ends it.")
      await running.waitUntilItEnds()
      let reason = running.endedBecause
      _ = await running.stop(deadline: .seconds(6))
      await upstream.stop()
      if let reason, !Task.isCancelled { throw RunEnded(description: "The module ended: \(reason).") }
    } catch let failure as StartFailure {
      await upstream.stop()
      throw RunEnded(description: "\(failure)\n\(failure.evidence)")
    } catch {
      await upstream.stop()
      throw error
    }
  }
}

/// The module's fault, not the command's.
struct RunEnded: Error, CustomStringConvertible {
  let description: String
}
