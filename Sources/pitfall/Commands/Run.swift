internal import ArgumentParser
internal import ModuleRuntime
internal import Presentation
internal import Probes
internal import Verification

struct Run: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run the module with its partner service, to poke at; Ctrl-C ends it.")

  @OptionGroup var module: ModuleOptions
  @Option(help: "The port to listen on; 0 for a free one.") var port = 8000
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535.") }
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let chosen = try await module.choose(course)
    let upstream = Upstream(chosen.lesson.upstream)
    try await upstream.start()
    do {
      try await run(chosen, course, upstream, context)
      await upstream.stop()
    } catch let failure as StartFailure {
      await upstream.stop()
      throw RunEnded(description: "\(failure)\n\(failure.evidence)")
    } catch {
      await upstream.stop()
      throw error
    }
  }

  private func run(
    _ chosen: ChosenModule, _ course: Course, _ upstream: Upstream, _ context: CommandContext
  ) async throws {
    let console = context.console
    let verifier = try Verifier(chosen.lesson, track: chosen.track, installation: course.installation)
    let prepared = try await verifier.prepare(chosen.source) { console.progress($0.sentence) }
    console.progress("starting the module")
    let running = try await ModuleLauncher(course.installation).start(
      prepared, variables: ["UPSTREAM_URL": upstream.url], port: port, echo: console.print)
    console.note(
      "\(chosen.lesson.id), \(chosen.track.rawValue), answers at \(running.url) (process \(running.processID), partner \(upstream.url)). Ctrl-C ends it."
    )
    if context.isAtPrompt { console.progress("\(chosen.lesson.id) runs") }
    await running.waitUntilItEnds()
    let reason = running.endedBecause
    _ = await running.stop(deadline: .seconds(6))
    console.progress(nil)
    if let reason, !Task.isCancelled { throw RunEnded(description: "The module ended: \(reason).") }
  }
}

/// The module's fault, not the command's.
struct RunEnded: Error, CustomStringConvertible {
  let description: String
}
