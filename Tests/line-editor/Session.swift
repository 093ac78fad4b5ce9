import Foundation
import LineEditor

struct Session {
  let source: any LineSource

  func run() async throws {
    source.setPrompt("\u{1B}[1m\u{1B}[32mworkbench ❯\u{1B}[0m ")
    source.readLine()
    let thread = Task { try await source.run() }
    var slow: Task<Void, Never>?
    for await event in source.events {
      switch event {
      case .line(let line):
        if await run(line, &slow) { source.readLine() }
      case .endOfInput:
        source.print("bye")
        source.close()
      case .interrupt:
        if let task = slow { task.cancel() } else { source.print("interrupt") }
      case .key(let key): source.print("key \(key)")
      case .resized(let columns, let rows): source.print("resized \(columns)x\(rows)")
      case .signal(let number):
        source.print("signal \(number)")
        source.close()
      case .outputClosed: source.close()
      }
    }
    try await thread.value
  }

  /// True if the next line can be edited immediately.
  private func run(_ line: String, _ slow: inout Task<Void, Never>?) async -> Bool {
    switch line {
    case "quit": source.close()
    case "flood":
      for task in 0..<10 { Task { await flood(task) } }
    case "slow":
      source.isBusy = true
      source.print("slow: begins")
      slow = Task {
        try? await Task.sleep(for: .seconds(600))
        source.isBusy = false
        source.print("slow: cancelled")
      }
    case "hold":
      source.print("hold: begins")
      slow = Task {
        do {
          try await Task.sleep(for: .seconds(1))
          source.print("hold: ends")
        } catch {
          source.print("hold: cancelled")
        }
        source.readLine()
      }
      return false
    case "wait":
      source.print("wait: begins")
      slow = Task {
        try? await Task.sleep(for: .seconds(600))
        source.print("wait: cancelled")
        source.readLine()
      }
      return false
    case "edit":
      await source.lend {
        // Foundation's Process would start a new process group, which could not read from the terminal.
        let arguments: [UnsafeMutablePointer<CChar>?] = [
          strdup("sh"), strdup("-c"), strdup("echo lent; read x; echo got $x"), nil,
        ]
        var pid: pid_t = 0
        if posix_spawn(&pid, "/bin/sh", nil, nil, arguments, environ) == 0 { waitpid(pid, nil, 0) }
        arguments.forEach { free($0) }
      }
      source.print("it is back")
    case "verdicts":
      for number in 1...3 { source.print("verdict \(number)") }
    default: source.print("ran [\(line)] scalars=\(line.unicodeScalars.count)")
    }
    return true
  }

  private func flood(_ task: Int) async {
    for line in 0..<50 {
      try? await Task.sleep(for: .milliseconds(Int.random(in: 0...80)))
      source.print("task \(task) line \(line)")
    }
  }
}
