/// One line that a guardian writes about the command in its care.
package enum GuardianReport: Equatable {
  case started(pid: Int32)
  case exited(ProcessExit)
  /// Descendants that outlived the command, and were ended.
  case stayed(Int)
  case limit(ProcessLimit)
  case failed(step: String, code: Int32)
  case ended

  package init?(_ line: String) {
    let words = line.split(separator: " ").map(String.init)
    let number = words.last.flatMap { Int32($0) }
    switch (words.first, words.count, number) {
    case ("started", 2, let pid?): self = .started(pid: pid)
    case ("exited", 2, let code?): self = .exited(.code(code))
    case ("signaled", 2, let signal?): self = .exited(.signal(signal))
    case ("stayed", 2, let count?): self = .stayed(Int(count))
    case ("limit", 3, let amount?):
      guard let limit = ProcessLimit(words[1], Int(amount)) else { return nil }
      self = .limit(limit)
    case ("failed", 3, let code?): self = .failed(step: words[1], code: code)
    case ("ended", 1, _): self = .ended
    default: return nil
    }
  }
}

/// A bound of the guardian's that was crossed, so that everything was ended.
package enum ProcessLimit: Sendable, Equatable {
  /// In MiB, over all processes together.
  case memory(Int)
  case processes(Int)
  /// In MiB; this one the reader of the output keeps.
  case output(Int)

  init?(_ word: String, _ amount: Int) {
    switch word {
    case "memory": self = .memory(amount)
    case "processes": self = .processes(amount)
    default: return nil
    }
  }

  package var description: String {
    switch self {
    case .memory(let amount): "it held \(amount) MiB of memory, more than it may, and was ended"
    case .processes(let count): "it had \(count) processes, more than it may, and was ended"
    case .output(let amount): "it printed more than \(amount) MiB, and was ended"
    }
  }
}

/// How a process ended.
package enum ProcessExit: Sendable, Equatable, CustomStringConvertible {
  case code(Int32)
  case signal(Int32)

  package var description: String {
    switch self {
    case .code(let code): "exited with code \(code)"
    case .signal(let number): "was ended by signal \(number)\(Self.names[number].map { " (\($0))" } ?? "")"
    }
  }

  private static let names: [Int32: String] = [
    4: "SIGILL, as Swift's failed preconditions do", 5: "SIGTRAP, as Swift's failed preconditions do", 6: "SIGABRT",
    9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 15: "SIGTERM", 25: "SIGXFSZ",
  ]
}
