/// What a module reaches outside of itself, however it is isolated.
package protocol ModuleSurroundings: Sendable {
  /// The environment variables that tell the module about them.
  var variables: [String: String] { get }

  /// The port of 127.0.0.1 on which the module calls the upstream.
  var upstreamPort: Int { get }

  /// Serves the upstream's calls from a module with a network of its own: on a socket there that is bound to that port.
  /// Takes over the descriptor.
  func serveUpstream(onBoundSocket descriptor: Int32) async throws

  /// The folders that the module may change.
  var writableFolders: [String] { get }
}
