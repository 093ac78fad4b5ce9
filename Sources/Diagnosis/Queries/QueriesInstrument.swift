internal import Base
internal import Bench
package import Lessons
internal import ModuleRuntime
package import Report

/// Shows the SQL that a module executes for each request, what SQLite does for it, and from which line it comes.
package struct QueriesInstrument: Instrument {
  /// Work that goes on after the response begins within this time.
  private static let afterwards = Duration.milliseconds(50)
  /// More than a request without the user's headers, and a few bytes to wake up a thread; less than most pages.
  private static let leastUnseen = 1_000

  private let requests: [RequestRecipe]

  package static let name = "queries"
  package static let pythonHook: String? = "pitfall_queries"

  package init(_ fields: inout ManifestFields) throws {
    requests = try fields.required("requests").list("'requests'").map(RequestRecipe.init)
  }

  /// What was seen while one request was in progress, and shortly afterwards.
  private struct Window {
    let request: TracedRequest
    let rowsSent: Int?
    let bytesRead: Int?
    /// When the request was sent once more; nil when it was not.
    let bytesReadAgain: Int?
    let from: Double
    let to: Double
  }

  package func observe(_ scene: Scene) async throws -> Trace {
    let witness = try await scene.module.kernelWitness()
    var windows: [Window] = []
    for request in try await scene.requests(or: requests) {
      scene.progress("watching the SQL of \(request.method) \(request.target)")
      windows.append(try await watch(request, witness, scene))
    }
    let events = try scene.events()
    var reader = StatementReader(scene, loopThread: witness.loopThreadID)
    try await reader.read(events)
    let isMapped = scene.surroundings.database.map { witness.residentBytes(of: $0.path) != nil } ?? false
    var served: [QueriesTrace.Served] = []
    for (index, window) in windows.enumerated() {
      let seen = reader.executions.filter { $0.at >= window.from && $0.at < window.to }
      let statements = await reader.statements(seen)
      served.append(
        QueriesTrace.Served(
          request: index, rowsSent: window.rowsSent, bytesRead: window.bytesRead, statements: statements,
          signs: RequestSigns.signs(of: statements, rowsSent: window.rowsSent)
            + (!isMapped && isFromMemory(window, statements)
              ? ["No SQL, and no file was read: the response came from memory."] : [])))
    }
    let atStart = await reader.statements(reader.executions.filter { $0.at < windows.first?.from ?? 0 })
    var notes = reader.notes
    notes += unseen(zip(windows, served).filter { $1.statements.isEmpty }.map { $0.0 }, witness, scene)
    for window in windows where window.request.status == nil {
      notes.append(
        TraceNote(
          "statements of \(window.request.request) that have not ended: SQL is seen when it ends.",
          next: "`diagnose 01` with the same --module and --request shows at which line the event loop waits."))
    }
    return try scene.trace(
      .queries(QueriesTrace(atStart: atStart, requests: served)), requests: windows.map(\.request),
      lanes: StatementLanes.lanes(of: reader.executions), notes: notes)
  }

  private func isFromMemory(_ window: Window, _ statements: [QueriesTrace.Statement]) -> Bool {
    guard statements.isEmpty, let status = window.request.status, let bytes = window.bytesRead else { return false }
    return status < 300 && bytes < Self.leastUnseen
  }

  private func watch(_ request: ProbeRequest, _ witness: KernelWitness, _ scene: Scene) async throws -> Window {
    // SQLite would not read again what it has in memory. A module that has locked the file does not stop us.
    try? await scene.surroundings.database?.commit()
    let from = scene.clock.milliseconds(.now)
    let (traced, answer, bytes) = try await read(request, witness, scene)
    try await Task.sleep(for: Self.afterwards)
    let to = scene.clock.milliseconds(.now)
    // The first request of a route may import libraries, which is not what is looked for.
    var again: Int?
    if let bytes, bytes >= Self.leastUnseen, request.method == "GET",
      !(try scene.events()).contains(where: { $0.at >= from })
    {
      again = try await read(request, witness, scene).bytes
    }
    return Window(
      request: traced, rowsSent: answer?.json.flatMap(Self.rows), bytesRead: bytes, bytesReadAgain: again, from: from,
      to: to)
  }

  /// Sends a request, and says how many bytes the module read without those of the request itself, of whose headers only
  /// the user's can be long; nil when the kernel does not say.
  private func read(
    _ request: ProbeRequest, _ witness: KernelWitness, _ scene: Scene
  ) async throws -> (traced: TracedRequest, answer: Answer?, bytes: Int?) {
    let before = try? witness.bytesRead()
    let (traced, answer) = try await scene.ask(request)
    let after = try? witness.bytesRead()
    let sent = request.body.utf8.count + request.headers.reduce(0) { $0 + $1.name.utf8.count + $1.value.utf8.count }
    return (traced, answer, before.flatMap { before in after.map { max($0 - before - sent, 0) } })
  }

  /// The members of a list, or of the only list in an object such as `{"items": […]}`.
  private static func rows(_ body: JSONValue) -> Int? {
    if let elements = body.elements { return elements.count }
    guard case .object(let fields) = body else { return nil }
    let lists = fields.values.compactMap(\.elements)
    return lists.count == 1 ? lists[0].count : nil
  }

  /// A database that was read although no statement was seen.
  private func unseen(_ windows: [Window], _ witness: KernelWitness, _ scene: Scene) -> [TraceNote] {
    guard let path = scene.surroundings.database?.path, !windows.isEmpty else { return [] }
    let mapped = witness.residentBytes(of: path)
    func bytes(_ window: Window) -> Int { window.bytesReadAgain ?? window.bytesRead ?? 0 }
    let most = windows.max { bytes($0) < bytes($1) }
    guard let most, bytes(most) >= Self.leastUnseen || mapped != nil else { return [] }
    let reason =
      mapped == nil
      ? "the module read \(bytes(most)) bytes" : "the module has the database file mapped into memory"
    return [
      TraceNote(
        "the SQL of \(most.request.request), if there was any: \(reason), but no statement was seen. Only those that go "
          + "through the system's SQLite library are, not those of another SQLite that a package brings along or Python "
          + "was built with.",
        next: "`pitfall run` the module, and look at its system calls: "
          + "`strace -f -e trace=openat,pread64,read,mmap -p PID`.")
    ]
  }
}
