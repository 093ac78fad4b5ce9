// C's `stdout` is a variable, which nothing here changes.
@preconcurrency internal import Glibc
@_exported public import MiniServer
internal import NIOConcurrencyHelpers

/// A server made of routes, dependencies and middleware; every handler runs on its one event loop.
public final class App: Routing {
  public let routes: RouteGroup

  public init() {
    routes = RouteGroup(prefix: "")
  }

  /// Serves until the process is told to stop (SIGTERM or SIGINT), then lets requests under way finish.
  ///
  /// It accepts on descriptor 3 when that is a listening socket, else on port `PORT` (8000 by default) of 127.0.0.1.
  public func run() async throws {
    // Into a pipe, what a handler prints would else stay in a buffer until it is full.
    setvbuf(stdout, nil, _IOLBF, 0)
    let respond = Responder(routes: routes).respond
    let server = Server { request in await respond(request) }
    let stop = StopSignal()
    if let inherited = InheritedSocket.descriptor {
      try await server.start(boundSocket: inherited)
    } else {
      try await server.start(port: Settings.port)
    }
    EventLoopOfApp.current.withLockedValue { $0 = server.eventLoop }
    let watchdog = LoopWatchdog(loop: server.eventLoop)
    watchdog.start()
    Log.info("Running on http://127.0.0.1:\(server.port) (press CTRL+C to quit)")
    await stop.wait()
    Log.info("Shutting down")
    watchdog.stop()
    await server.shutdown(deadline: .seconds(5))
  }
}
