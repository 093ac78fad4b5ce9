internal import Files
internal import Glibc

/// How commands are kept apart from the rest of the machine, and from one another.
package struct Isolation: Sendable {
  package let tier: IsolationTier
  /// The user and group that they run as; nil for pitfall's own.
  package let user: UInt32?
  /// The first of the processors that they use, counted from 0.
  package let firstProcessor: Int
  /// How many of them; nil lets each command have as many as it is good for.
  package let processors: Int?

  package init(_ tier: IsolationTier, user: UInt32? = nil, firstProcessor: Int = 0, processors: Int? = nil) {
    self.tier = tier
    self.user = user
    self.firstProcessor = firstProcessor
    self.processors = processors
  }

  /// For commands of pitfall's own.
  package static let limits = Isolation(.rlimits)

  /// Makes the commands' user the owner of a folder and of all files in it. Throws `IsolationError`.
  package func own(_ folder: String) throws {
    guard let user else { return }
    let paths = [folder] + ((try? Folder.names(folder)) ?? []).map { Path.joined(folder, $0) }
    for path in paths {
      guard lchown(path, user, user) == 0 else { throw IsolationError.notOwned(path, errno) }
    }
  }
}
