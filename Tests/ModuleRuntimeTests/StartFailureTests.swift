import Base
import Files
import Foundation
import ModuleRuntime
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct StartFailureTests {
  @Test("A module that listens by the time that pitfall gives up has not failed, whatever else it listens on")
  func isLookedAtLast() async throws {
    let installation = try Installation.around(executable: Products.path("pitfall"))
    let folder = try TemporaryDirectory()
    let script = Path.joined(folder.path, "main.py")
    try AtomicFile.write(
      Data(
        """
        import socket
        other = socket.create_server(("127.0.0.1", 0))
        server = socket.socket(fileno=3)
        server.listen()
        while True:
            client = server.accept()[0]
            client.recv(65536)
            client.sendall(b"HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\n\\r\\n{}")
            client.close()
        """.utf8), to: script)
    let layout = try #require(TrackRegistry.layouts.first { $0.track.rawValue == "fastapi" })
    let module = PreparedModule(
      source: try ModuleSource(script, layout: layout), arguments: ["/usr/bin/python3", "-S", script], loopThread: .main
    )
    let running = try await ModuleLauncher(installation).start(module, in: NoSurroundings())
    #expect(running.failureToListen(within: .seconds(15)) == nil)
    await running.end()
  }
}

private struct NoSurroundings: ModuleSurroundings {
  let variables: [String: String] = [:]
  let upstreamPort = 9
  let writableFolders: [String] = []

  func serveUpstream(onBoundSocket descriptor: Int32) async throws {}
}
