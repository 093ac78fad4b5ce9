/// One line that a guardian writes about its command.
package enum GuardianReport: Equatable {
  case started(pid: Int32)
  case exited(ProcessExit)
  /// The number of descendants that outlived the command and were killed.
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

/// A limit that a command exceeded, so that all its processes were killed.
package enum ProcessLimit: Sendable, Equatable {
  /// In MiB, for all processes together.
  case memory(Int)
  case processes(Int)
  /// In MiB, in all folders that it can write to.
  case files(Int)
  /// Folders in folders, in one that it can write to.
  case depth(Int)
  /// In MiB, enforced by the reader of the output.
  case output(Int)

  init?(_ word: String, _ amount: Int) {
    switch word {
    case "memory": self = .memory(amount)
    case "processes": self = .processes(amount)
    case "files": self = .files(amount)
    case "depth": self = .depth(amount)
    default: return nil
    }
  }

  package var description: String {
    switch self {
    case .memory(let amount): "it was stopped because it used \(amount) MiB of memory, which is more than allowed"
    case .processes(let count): "it was stopped because it had \(count) processes, which is more than allowed"
    case .files(let amount): "it was stopped because it wrote \(amount) MiB of files, which is more than allowed"
    case .depth(let levels): "it was stopped because it made folders in folders, more than \(levels) levels deep"
    case .output(let amount): "it was stopped because it printed more than \(amount) MiB"
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
    case .signal(let number): "was killed by signal \(number)\(Self.names[number].map { " (\($0))" } ?? "")"
    }
  }

  private static let names: [Int32: String] = [
    4: "SIGILL, as when a precondition fails in Swift", 5: "SIGTRAP, as when a precondition fails in Swift",
    6: "SIGABRT",
    9: "SIGKILL", 11: "SIGSEGV", 13: "SIGPIPE", 15: "SIGTERM", 25: "SIGXFSZ",
  ]
}
