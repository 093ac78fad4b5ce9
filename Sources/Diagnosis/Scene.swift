internal import Base
package import Bench
package import Lessons
internal import MiniServer
package import ModuleRuntime
internal import Report
package import Tracks

/// What an instrument works with: a running module, its surroundings, what its hooks wrote, and one clock for all.
package struct Scene: Sendable {
  package let lesson: Lesson
  package let module: RunningModule
  package let surroundings: Surroundings
  package let stackReader: any StackReader
  package let clock: TraceClock
  /// The requests that the user asked for instead of the lesson's; empty for the lesson's.
  package let chosen: [ProbeRequest]
  let traceFile: String
  /// What the instrument is doing, for a person who waits.
  let progress: @Sendable (String) -> Void

  /// How long an instrument waits for a response. A check's upstream takes up to 1 s.
  static let patience = Duration.seconds(5)

  /// Everything that the hooks have written so far.
  func events() throws -> [HookEvent] { try HookEvent.all(in: traceFile, clock) }

  private func missingEvents() throws -> [TraceNote] {
    guard try !HookEvent.areAllRead(of: traceFile) else { return [] }
    return [
      TraceNote("The module did so much that pitfall stopped reading what its hooks wrote; the rest is missing here.")
    ]
  }

  /// The user's requests, or else the lesson's, filled with values of this run.
  func requests(or own: [RequestRecipe]) async throws -> [ProbeRequest] {
    guard chosen.isEmpty else { return chosen }
    var requests: [ProbeRequest] = []
    for recipe in own { requests.append(try await recipe.request(in: surroundings)) }
    return requests
  }

  /// What became of a request that was sent.
  func traced(_ request: ProbeRequest, sent: ContinuousClock.Instant, _ reply: PendingReply) async -> TracedRequest {
    let name = "\(request.method) \(request.target)"
    do {
      let reply = try await reply.reply()
      return TracedRequest(
        name, sent: clock.milliseconds(sent), answered: clock.milliseconds(reply.completed),
        status: reply.status.code)
    } catch {
      return TracedRequest(
        name, sent: clock.milliseconds(sent), answered: nil, status: nil, problem: NoResponse(error).words)
    }
  }

  /// Sends one request on its own connection, and waits for the response; nil when there is none.
  func ask(_ request: ProbeRequest) async throws -> (traced: TracedRequest, answer: Answer?) {
    let connection = try await module.connect()
    defer { connection.close() }
    let sent = ContinuousClock.now
    let reply = connection.start(
      request.method, request.target, headers: request.fields, body: Array(request.body.utf8), timeout: Self.patience)
    let traced = await traced(request, sent: sent, reply)
    return (traced, traced.status == nil ? nil : try? Answer(await reply.reply()))
  }

  func trace(
    _ content: Trace.Content, requests: [TracedRequest], lanes: [TraceLane], notes: [TraceNote] = []
  ) throws -> Trace {
    try Trace(
      lesson: lesson.id, track: module.track, module: module.source.mainFile, requests: requests, lanes: lanes,
      content: content, notes: notes + missingEvents())
  }
}
