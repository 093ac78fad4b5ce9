internal import Base
internal import Files
package import Report
package import Tracks

/// What hooks told of connections, their handlers, and all tasks and threads that the module's code started.
package struct ConnectionEvents: Sendable {
  package typealias Life = ConnectionsTrace.Life

  /// One handler, task, or thread.
  package struct Entry: Sendable {
    let number: Int
    let kind: Life.Kind
    let connection: Int?
    package let began: Double
    let created: CodePlace?
    let coroutine: String
    /// Whether the coroutine is the module's; nil where nothing tells.
    let isOwn: Bool?
    var taskName: String?
    var ended: Double?
    var isCancelled = false
    var raised: ConnectionsTrace.Raised?
    var stands: [(at: Double, place: CodePlace?, waitsFor: [Int], isCancelled: Bool)] = []

    /// A task's own name says more than a library's coroutine that runs it.
    package var name: String {
      guard isOwn == false, let taskName, taskName.wholeMatch(of: /Task-\d+/) == nil else { return coroutine }
      return taskName.split(separator: ".").last.map(String.init) ?? taskName
    }

    /// Where it stood for most of the time.
    package func place(from: Double, to: Double) -> CodePlace? {
      var times: [CodePlace: Double] = [:]
      for (index, stand) in stands.enumerated() {
        let end = index + 1 < stands.count ? stands[index + 1].at : to
        guard let place = stand.place, end > from, stand.at < to else { continue }
        times[place, default: 0] += min(end, to) - max(stand.at, from)
      }
      return times.max { ($0.value, $0.key.line) < ($1.value, $1.key.line) }?.key
    }

    package func lives(at time: Double) -> Bool { ended.map { $0 > time } ?? true }
  }

  /// The numbers of the connections, by the port of the client.
  package private(set) var connections: [Int: Int] = [:]
  /// The handlers by their connections' numbers.
  package private(set) var handlers: [Int: Entry] = [:]
  package private(set) var entries: [Int: Entry] = [:]
  package private(set) var unretrieved: [String] = []
  package private(set) var sigtermPlace: CodePlace?
  package private(set) var shutdownBegan = false
  /// Whether a hook tells of tasks at all.
  package var seesTasks: Bool { !entries.isEmpty }
  private let sources: SourceFiles
  private let folder: String

  /// `folder` is the module's.
  package init(_ events: [HookEvent], _ sources: SourceFiles, _ folder: String) {
    self.sources = sources
    self.folder = folder
    for event in events { add(event) }
    for event in events where event.name == "unretrieved" { addUnretrieved(event) }
  }

  private mutating func add(_ event: HookEvent) {
    switch event.name {
    case "connection_opened":
      guard let number = event.integer("connection") else { return }
      if let port = event.integer("client") { connections[port] = number }
      handlers[number] = Entry(
        number: number, kind: .handler, connection: number, began: event.at, created: place(event),
        coroutine: "the handler", isOwn: nil)
    case "handler_ended":
      guard let number = event.integer("connection") else { return }
      let raised = raised(event)
      handlers[number]?.ended = event.at
      handlers[number]?.raised = raised
    case "task_created": create(event)
    case "task_stands":
      let (place, waits) = (place(event), waits(event))
      change(event) { entry in
        entry.taskName = event.text("name") ?? entry.taskName
        entry.stands.append((event.at, place, waits, event.flag("cancelled")))
      }
    case "task_ended", "thread_ended":
      let raised = raised(event)
      change(event) { entry in
        entry.taskName = event.text("name") ?? entry.taskName
        entry.ended = event.at
        entry.isCancelled = event.flag("cancelled")
        entry.raised = raised
      }
    case "sigterm_replaced": sigtermPlace = place(event)
    case "shutdown_began": shutdownBegan = true
    default: break
    }
  }

  private mutating func create(_ event: HookEvent) {
    guard let number = event.integer("task"), let kind = event.text("kind").flatMap(Life.Kind.init) else { return }
    let own: Bool? = event["own"].map { $0 == .flag(true) }
    entries[number] = Entry(
      number: number, kind: kind, connection: event.integer("connection"), began: event.at, created: place(event),
      coroutine: event.text("coroutine") ?? kind.rawValue, isOwn: own)
  }

  /// The handler's task tells where the handler is.
  private mutating func change(_ event: HookEvent, _ change: (inout Entry) -> Void) {
    guard let number = event.integer("task"), var entry = entries[number] else { return }
    change(&entry)
    entries[number] = entry
    if entry.kind == .handler, let connection = entry.connection {
      handlers[connection]?.stands = entry.stands
    }
  }

  private mutating func addUnretrieved(_ event: HookEvent) {
    let entry = entries.values.first { $0.taskName != nil && $0.taskName == event.text("name") }
    guard let entry, let raised = entry.raised else {
      unretrieved.append(event.text("text") ?? "")
      return
    }
    let place = raised.place.map { ", at \($0.file):\($0.line)" } ?? ""
    unretrieved.append("task \(entry.name): \(raised.type): \(raised.message)\(place)")
  }

  private func waits(_ event: HookEvent) -> [Int] {
    guard case .list(let numbers)? = event["waits_for"] else { return [] }
    return numbers.compactMap { $0.amount.flatMap { Int(exactly: $0) } }
  }

  private func raised(_ event: HookEvent) -> ConnectionsTrace.Raised? {
    event.text("raised").map { ConnectionsTrace.Raised($0, event.text("message") ?? "", at: place(event)) }
  }

  private func place(_ event: HookEvent) -> CodePlace? {
    guard let fields = event["place"], case .text(let file)? = fields["file"],
      case .text(let function)? = fields["function"],
      let line = fields["line"]?.amount.flatMap({ Int(exactly: $0) })
    else { return nil }
    let text = sources.lines(line, at: Substring(file)).first.map { String($0.drop(while: \.isWhitespace)) }
    let isBelow = file.hasPrefix(folder + "/")
    return CodePlace(
      file: isBelow ? String(file.dropFirst(folder.count + 1)) : Path.name(file), line: line,
      function: function.split(separator: ".").last { $0 != "<locals>" }.map(String.init) ?? function, text: text)
  }

  /// What an entry was between two moments. It has no end when it ended later than `until`.
  package func life(_ entry: Entry, from: Double, until: Double) -> Life {
    let end = entry.ended.flatMap { $0 > until ? nil : $0 }
    let place = entry.place(from: from, to: end ?? until)
    let handlerName = entry.kind == .handler ? entry.stands.lazy.compactMap { $0.place?.function }.first : nil
    let last = entry.stands.last { $0.at <= until }
    let waits = last?.waitsFor ?? []
    return Life(
      entry.kind, handlerName ?? entry.name, began: entry.began, ended: end, created: entry.created,
      stands: end == nil || end.map { $0 > from } == true ? place : nil,
      waitsFor: end == nil
        ? waits.compactMap { entries[$0] }.map { awaited in
          awaited.name + (awaited.created.map { " (created at \($0.file):\($0.line))" } ?? "")
        } : [], isCancelled: end == nil ? last?.isCancelled ?? false : entry.isCancelled,
      raised: end == nil ? nil : entry.raised)
  }
}
