internal import ArgumentParser
internal import Base
internal import Bench
internal import Judging
internal import ModuleRuntime
internal import Presentation
internal import Tracks

struct Run: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run your server and its upstream to try requests; Ctrl-C stops it.")

  @OptionGroup var module: ModuleOptions
  @Option(help: "The port to listen on; 0 for a free one.") var port = 8000
  @Option(name: .customLong("as"), help: "Play the part of a check: hold the upstream's replies, or break them off.")
  var check: String?
  @Option(help: "Repeat the database rows of an earlier run.") var seed: UInt64 = 1
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard (0...65_535).contains(port) else { throw ValidationError("--port must be between 0 and 65535.") }
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let chosen = try await course.module(module)
    let manner = try check.map { try Verifier.upstreamByHand(of: $0, in: chosen.lesson, track: chosen.track) }
    if !chosen.isOwn, let note = chosen.note(isAtPrompt: context.isAtPrompt) { context.console.note(note) }
    let surroundings = try Surroundings(for: chosen.lesson, seed: seed)
    do {
      try await surroundings.start()
      surroundings.upstream.behave(manner ?? .prompt)
      try await run(chosen, course, surroundings, manner ?? .prompt, context)
      await surroundings.stop()
    } catch let failure as StartFailure {
      await surroundings.stop()
      let advice = try TrackRegistry.definition(of: chosen.track).advice(on: failure)
      throw RunEnded(description: "\(failure)\n\(failure.evidence)\nNext: \(advice)")
    } catch {
      await surroundings.stop()
      throw error
    }
  }

  private func run(
    _ chosen: ChosenModule, _ course: Course, _ surroundings: Surroundings, _ manner: UpstreamManner,
    _ context: CommandContext
  ) async throws {
    let console = context.console
    let verifier = try Verifier(chosen.lesson, track: chosen.track, installation: course.installation)
    let prepared = try await verifier.prepare(chosen.source) { event in event.sentence.map { console.progress($0) } }
    console.progress("starting the module")
    let running = try await ModuleLauncher(course.installation).start(
      prepared, in: surroundings, port: port, echo: console.print)
    let upstream = surroundings.upstream.url
    console.note(
      "\(chosen.lesson.id), \(chosen.track.rawValue), answers at \(running.url) (process \(running.processID), "
        + "upstream \(upstream)). Ctrl-C stops it. For a second terminal:")
    console.note(
      RunVariables(
        url: running.url, processID: running.processID, database: surroundings.database?.path,
        program: try CommandContext.executable()
      ).export)
    if let check, let sentence = manner.sentence { console.note("As in the check \(check), \(sentence).") }
    surroundings.upstream.report { console.note("upstream: \($0)") }
    for line in try await Self.examples(surroundings.database) { console.note(line) }
    if context.isAtPrompt { console.progress("\(chosen.lesson.id) runs") }
    await running.waitUntilItEnds()
    let reason = running.endedBecause
    _ = await running.stop(deadline: .seconds(6))
    console.progress(nil)
    if let reason, !Task.isCancelled { throw RunEnded(description: "The module ended: \(reason).") }
  }

  /// Two rows of each table, whose values can be asked for.
  private static func examples(_ database: DatabaseFile?) async throws -> [String] {
    guard let database else { return [] }
    var lines = ["Its database is \(database.path). Some of its rows:"]
    for table in database.tables {
      for row in try await database.rows(of: table.name).prefix(2) {
        let columns = table.columns.compactMap { column in row[column.name].map { "\(column.name) \($0.plainText)" } }
        lines.append("  \(table.name): \(columns.joined(separator: ", "))")
      }
    }
    return lines
  }
}

/// The module's failure, not the command's.
struct RunEnded: ToldError {
  var exitCode: Int32 { 1 }
  let description: String
}
