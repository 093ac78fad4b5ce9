internal import ArgumentParser
internal import Base
internal import Foundation
internal import MiniServer

struct Connect: PitfallCommand {
  static let configuration = CommandConfiguration(
    commandName: "connect",
    abstract: "Open WebSockets to a server on this machine, to see what clients see.",
    discussion: """
      It prints each message. Without --say and --for, it sends the lines that you type, and Ctrl-D leaves. Lines that \
      come through a pipe are sent at once; it leaves 1 s after the last one.
      """)

  @Argument(help: "Such as http://127.0.0.1:8000/ws?client=ada.") var url: String
  @Option(help: ArgumentHelp("Send this text; may be given several times.", valueName: "text")) var say: [String] = []
  @Option(name: .customLong("repeat"), help: "Send the texts this often.") var repetitions = 1
  @Option(name: .customLong("for"), help: ArgumentHelp("Leave after so long; 1 after --say.", valueName: "seconds"))
  var duration: Double?
  @Option(help: "So many clients at the same time.") var times = 1
  @Flag(help: "Leave without a close frame: reset the connection.") var vanish = false
  @Flag(help: "Read nothing.") var noRead = false
  @OptionGroup var common: CommonOptions

  private static let mostClients = 1_000
  private static let mostRepetitions = 10_000
  private static let patience = Duration.seconds(5)
  /// For replies to the last text.
  private static let lingering = Duration.seconds(1)
  /// For a server that does not answer a close frame.
  private static let closePatience = Duration.seconds(2)

  func validate() throws {
    _ = try SocketURL(url)
    guard (1...Self.mostClients).contains(times) else {
      throw ValidationError("--times must be between 1 and \(Self.mostClients).")
    }
    guard (1...Self.mostRepetitions).contains(repetitions) else {
      throw ValidationError("--repeat must be between 1 and \(Self.mostRepetitions).")
    }
    if let duration, !(0...3_600).contains(duration) {
      throw ValidationError("--for must be between 0 and 3600 seconds.")
    }
  }

  func run(in context: CommandContext) async throws {
    if context.isAtPrompt, say.isEmpty, duration == nil {
      throw UsageError(
        description: "At the prompt, connect needs --for SECONDS or --say TEXT. In a shell, it also reads lines.")
    }
    let url = try SocketURL(url)
    try await withThrowingTaskGroup { group in
      for number in 1...times {
        group.addTask { try await talk(url, prefix: times > 1 ? "\(number): " : "", context) }
      }
      try await group.waitForAll()
    }
  }

  private func talk(_ url: SocketURL, prefix: String, _ context: CommandContext) async throws {
    let socket: ClientWebSocket
    do {
      socket = try await ClientWebSocket.open(
        host: url.host, port: url.port, url.target, timeout: Self.patience, receiveBuffer: noRead ? 4_096 : nil)
      if noRead { try await socket.stopReading() }
    } catch let error as ClientError {
      throw ConnectFailure(description: "No WebSocket could be opened at \(self.url): \(error).")
    }
    let printing = Task {
      guard !noRead else { return }
      for try await message in socket.messages {
        context.console.print(prefix + (message.text ?? "(binary)").excerpt(200))
      }
    }
    let hasLeft = Locked(false)
    let speaking = Task {
      try await speak(socket)
      hasLeft.withLock { $0 = true }
      try await leave(socket)
    }
    let close = try await withTaskCancellationHandler {
      try await socket.closed()
    } onCancel: {
      socket.reset()
    }
    speaking.cancel()
    _ = await printing.result
    let code = "code \(close)" + (close.code == 1006 ? " (no close frame)" : "")
    let isReset = vanish || noRead
    context.console.note(
      prefix
        + (!hasLeft.withLock { $0 }
          ? "the server ended the connection, \(code)" : isReset ? "vanished" : "left, \(code)"))
  }

  /// Returns when it is time to leave.
  private func speak(_ socket: ClientWebSocket) async throws {
    if say.isEmpty, duration == nil {
      for await line in Self.typedLines() { try await socket.send(.text(line)) }
      // Who types Ctrl-D has seen the replies.
      if isatty(STDIN_FILENO) == 1 { return }
    } else {
      for _ in 1...repetitions {
        for text in say { try await socket.send(.text(text)) }
      }
    }
    try await Task.sleep(for: duration.map { .seconds($0) } ?? Self.lingering)
  }

  private func leave(_ socket: ClientWebSocket) async throws {
    // A client that does not read would not see the server's close frame.
    if vanish || noRead { return socket.reset() }
    socket.close()
    try await Task.sleep(for: Self.closePatience)
    socket.hangUp()
  }

  /// The lines of standard input, read on a thread of their own because reading blocks.
  private static func typedLines() -> AsyncStream<String> {
    AsyncStream { lines in
      Thread.detachNewThread {
        while let line = readLine() { lines.yield(line) }
        lines.finish()
      }
    }
  }
}

/// The address of a WebSocket on this machine.
struct SocketURL: Equatable {
  let host: String
  let port: Int
  /// Path and query.
  let target: String

  init(_ text: String) throws {
    guard let parts = URLComponents(string: text), ["http", "ws"].contains(parts.scheme), let host = parts.host else {
      throw ValidationError("'\(text)' is not the address of a WebSocket, such as http://127.0.0.1:8000/ws?client=ada.")
    }
    guard ["127.0.0.1", "localhost"].contains(host) else {
      throw ValidationError("connect is for servers on this machine: 127.0.0.1 or localhost, and not \(host).")
    }
    self.host = host
    port = parts.port ?? 80
    let path = parts.percentEncodedPath.isEmpty ? "/" : parts.percentEncodedPath
    target = path + (parts.percentEncodedQuery.map { "?\($0)" } ?? "")
  }
}

struct ConnectFailure: ToldError {
  var exitCode: Int32 { 1 }
  let description: String
}
