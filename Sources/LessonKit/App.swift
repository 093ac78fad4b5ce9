// `@preconcurrency` because C's `stdout` is a global variable; nothing here changes it.
@preconcurrency internal import Glibc
@_exported public import MiniServer
internal import NIOConcurrencyHelpers

/// A server made of routes, dependencies and middleware; all handlers run on its one event loop.
public final class App: Routing {
  public let routes: RouteGroup

  public init() {
    routes = RouteGroup(prefix: "")
  }

  /// Serves until the process receives SIGTERM or SIGINT, then lets requests in progress finish.
  ///
  /// It listens on descriptor 3 if that is a bound TCP socket, otherwise on port `PORT` (8000 by default) of 127.0.0.1.
  public func run() async throws {
    // Line buffering: into a pipe, a handler's output would otherwise stay in the buffer until it is full.
    setvbuf(stdout, nil, _IOLBF, 0)
    Record.add(routes.flattened)
    AppTrace.add(routes)
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
    await server.shutdown(deadline: .seconds(10))
  }
}
