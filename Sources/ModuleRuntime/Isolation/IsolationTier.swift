internal import Base

/// How little of the machine a command can reach, weakest first; Documentation/Threats.md says what each one stops.
package enum IsolationTier: String, Sendable, CaseIterable, Codable, Comparable {
  /// Only limits: of memory, processes, output, and files.
  case rlimits
  /// Only the files that it needs, and no network but the upstream.
  case landlock
  /// Processes and a network of its own, but all files of the user.
  case namespaces
  /// Processes, a network, and files of its own.
  case full

  package static func < (one: IsolationTier, other: IsolationTier) -> Bool { one.rank < other.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Whether connections to the command need sockets that were made in its network.
  var hasOwnNetwork: Bool { self >= .namespaces }

  /// Whether the command sees no files but those that it is given.
  package var hidesFiles: Bool { self == .full || self == .landlock }
}
