import MiniServer
import TestSupport
import Testing

/// WebSocket clients that others wrote.
@Suite("Third-party WebSocket clients", .timeLimit(.minutes(10)))
struct ForeignWebSocketTests {
  @Test("Python's websockets: messages, fragments, a ping, closing from either side, and many at once")
  func pythonWebSockets() async throws {
    let script = """
      import asyncio, sys, websockets

      async def main(url):
          async with websockets.connect(url + "/") as socket:
              await socket.send("text")
              assert await socket.recv() == "text"
              await socket.send(b"\\x00\\xff")
              assert await socket.recv() == b"\\x00\\xff"
              await socket.send(["one ", "message in ", "pieces é"])
              assert await socket.recv() == "one message in pieces é"
              await (await socket.ping())
              large = "x" * 1_000_000
              await socket.send(large)
              assert await socket.recv() == large
          assert socket.close_code == 1000, socket.close_code
          async with websockets.connect(url + "/leave") as socket:
              await socket.send("bye")
              try: await socket.recv()
              except websockets.ConnectionClosed: pass
          assert (socket.close_code, socket.close_reason) == (4000, "as you wish"), socket.close_code
          sockets = await asyncio.gather(*(websockets.connect(url + "/") for _ in range(200)))
          for number, socket in enumerate(sockets): await socket.send(str(number))
          assert [await socket.recv() for socket in sockets] == [str(number) for number in range(200)]
          await asyncio.gather(*(socket.close() for socket in sockets))
          print("fine")

      asyncio.run(main(sys.argv[1]))
      """
    try await withWebSockets(handler: { socket in
      for try await message in socket.messages {
        if socket.request.path == "/leave" { return socket.close(WebSocketClose(4000, "as you wish")) }
        try await socket.send(message)
      }
    }) { port in
      let result = try await Tool.python().run(["-c", script, "ws://127.0.0.1:\(port)"])
      #expect(result.output == "fine\n", "\(result)")
    }
  }

  @Test("curl: the status of a handshake that is accepted, and of one that is not")
  func curl() async throws {
    try await withWebSockets(handler: { _ in }) { port in
      let curl = try Tool.system("curl")
      let url = "http://127.0.0.1:\(port)/"
      let fields = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"].flatMap { ["-H", $0] }
      let status = ["-s", "-o", "/dev/null", "-w", "%{http_code}"]
      let accepted = try await curl.run(status + fields + ["-H", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", url])
      #expect(accepted.output == "101", "\(accepted)")
      let keyless = try await curl.run(status + fields + [url])
      #expect(keyless.output == "400", "\(keyless)")
      let plain = try await curl.run(status + [url])
      #expect(plain.output == "426", "\(plain)")
    }
  }
}
