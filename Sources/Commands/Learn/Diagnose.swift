internal import ArgumentParser
internal import Base
internal import Bench
internal import Diagnosis
internal import ModuleRuntime
internal import Presentation
internal import Tracks

struct Diagnose: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "diagnose",
    abstract: "Look into your running server for the cause; it gives no verdict.")

  @OptionGroup var module: ModuleOptions
  @Option(
    name: .customLong("request"),
    help: ArgumentHelp("Look at this request instead of the lesson's.", valueName: "'GET /path'"))
  var request: String?
  @Option(
    name: .customLong("header"),
    help: ArgumentHelp("A header of that request; may be given several times.", valueName: "'Name: value'"))
  var headers: [String] = []
  @Option(help: ArgumentHelp("The body of that request.", valueName: "text")) var body: String?
  @Option(help: "Repeat the database rows of an earlier run.") var seed: UInt64 = 1
  @Flag(help: "Print one JSON object: lanes on one clock, and what was found.") var json = false
  @Flag(help: "Put a ready pytest file beside your FastAPI module instead (lesson 05).") var writeTest = false
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard !writeTest || request == nil && !json else {
      throw ValidationError("--write-test only writes a file: leave out --request and --json.")
    }
    guard request != nil || headers.isEmpty && body == nil else {
      throw ValidationError("--header and --body belong to a request: give --request 'GET /path', too.")
    }
    _ = try chosen
  }

  private var chosen: [ProbeRequest] {
    get throws { try request.map { [try ChosenRequest.parse($0, headers: headers, body: body ?? "")] } ?? [] }
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let chosen = try await course.module(module)
    let console = context.console
    if writeTest {
      let test = try ReadyTest(for: chosen)
      let environment = try await FastAPIEnvironment.prepare(home: course.installation.home) { console.progress($0) }
      console.progress(nil)
      return console.print(context.style.wrap(try test.write(python: environment.python)))
    }
    let diagnoser = try Diagnoser(chosen.lesson, track: chosen.track, installation: course.installation)
    do {
      let trace = try await diagnoser.diagnose(chosen.source, chosen: self.chosen, seed: seed) {
        console.progress($0)
      }
      console.progress(nil)
      if !json, let note = chosen.note(isAtPrompt: context.isAtPrompt) { console.note(note) }
      console.print(json ? try JSONText.encode(trace) : TraceView(context.style).text(trace))
      if let request, !trace.content.explainsStatus, trace.requests.contains(where: { $0.status == 404 }) {
        throw RunEnded(description: "The module answered \(request) with 404. Is there such a route?")
      }
    } catch let failure as StartFailure {
      try chosen.source.requireFiles()
      let advice = try TrackRegistry.definition(of: chosen.track).advice(on: failure)
      throw RunEnded(description: "\(failure)\n\(failure.evidence)\nNext: \(advice)")
    }
  }
}

/// A request as a person types it.
enum ChosenRequest {
  private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

  /// `text` is a method and a path, or a path alone.
  static func parse(_ text: String, headers: [String], body: String) throws -> ProbeRequest {
    let words = text.split(separator: " ", maxSplits: 1).map(String.init)
    let (method, target) = words.count == 2 ? (words[0].uppercased(), words[1]) : ("GET", words.first ?? "")
    guard methods.contains(method) else {
      throw ValidationError("'\(method)' in --request is not one of \(methods.joined(separator: ", ")).")
    }
    guard target.hasPrefix("/"), target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
      throw ValidationError(
        "--request needs a path that begins with / and has no spaces or other characters that a URL must encode: "
          + "--request 'GET /path'.")
    }
    return ProbeRequest(method, target, headers: try headers.map(header), body: body)
  }

  private static func header(_ text: String) throws -> ProbeRequest.Header {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    let name = parts[0]
    guard parts.count == 2, !name.isEmpty, name.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }),
      !parts[1].contains(where: \.isNewline)
    else {
      throw ValidationError("--header needs a name and a value: --header 'X-Tenant: one'.")
    }
    return ProbeRequest.Header(String(name), String(parts[1].drop { $0 == " " }))
  }
}
