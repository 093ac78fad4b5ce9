package import NIOCore
internal import NIOPosix

/// An HTTP/1.1 server on one event loop, on which its handler runs as well.
package final class Server: Sendable {
  package typealias Handler = @Sendable (Request) async -> Response

  package struct Configuration: Sendable {
    package init() {}
  }

  package init(configuration: Configuration = Configuration(), handler: @escaping Handler) {}

  /// Binds 127.0.0.1 and starts to accept; port 0 lets the system choose.
  package func start(port: Int = 0) async throws {}

  /// Starts to accept on a socket that is bound already, such as one inherited from a parent process.
  package func start(boundSocket descriptor: Int32) async throws {}

  /// The loop that the handler runs on.
  package var eventLoop: any EventLoop { MultiThreadedEventLoopGroup.singleton.next() }

  /// The port that it listens on; 0 before `start`.
  package var port: Int { 0 }

  /// Stops accepting, lets the requests under way finish, and closes what is left after `deadline`.
  package func shutdown(deadline: Duration) async {}
}
