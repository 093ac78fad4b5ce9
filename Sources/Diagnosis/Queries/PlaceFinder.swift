internal import Base
internal import Files
internal import Report
internal import Tracks

/// Finds the module's own line from which a statement was executed.
struct PlaceFinder {
  private let sources: SourceFiles
  /// Of Swift: by address in the program.
  private var frames: [UInt64: StackFrame] = [:]
  private var readable: [String: String] = [:]

  init(_ scene: Scene) {
    sources = SourceFiles(of: scene.module.source)
  }

  /// Looks up the addresses of all these events together, because each look-up starts a program.
  mutating func lookUp(_ events: [HookEvent], _ scene: Scene) async throws {
    let addresses = Array(Set(events.flatMap(Self.addresses))).sorted()
    guard !addresses.isEmpty else { return }
    let found = try await scene.stackReader.frames(at: addresses, process: scene.module.processID)
    frames = Dictionary(zip(addresses, found)) { first, _ in first }
    let names = Array(Set(found.map(\.function))).filter { !$0.isEmpty }.sorted()
    readable = Dictionary(zip(names, await scene.stackReader.readable(names))) { first, _ in first }
  }

  private static func addresses(_ event: HookEvent) -> [UInt64] {
    event["frames"]?.elements?.compactMap { $0.amount.flatMap { UInt64(exactly: $0) } } ?? []
  }

  /// Of a statement that SQLite reported, by the stack; nil where there is none of the module's lines in it.
  func place(ofStack event: HookEvent) -> CodePlace? {
    Self.addresses(event).lazy.compactMap { frames[$0] }.compactMap(place).first
  }

  /// Of a statement that a library reported.
  func place(named event: HookEvent) -> CodePlace? {
    guard let file = event.text("file"), let line = event.integer("line") else { return nil }
    return place(StackFrame(function: event.text("function") ?? "", file: file, line: line))
  }

  private func place(_ frame: StackFrame) -> CodePlace? {
    guard let file = frame.file, let line = frame.line, let text = frame.text(in: sources) else { return nil }
    return CodePlace(
      file: Path.name(file), line: line, function: readable[frame.function] ?? frame.function, text: text)
  }
}
