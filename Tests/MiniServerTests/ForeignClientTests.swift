import MiniServer
import TestSupport
import Testing

@Suite("Third-party clients", .timeLimit(.minutes(10)))
struct ForeignClientTests {
  @Sendable private static func handler(_ request: Request) async -> Response {
    switch request.path {
    case "/stream":
      return Response(
        body: .stream { writer in
          for number in 0..<1000 { try await writer.write("line \(number)\n") }
        })
    case "/broken":
      return Response(
        body: .stream { writer in
          try await writer.write("half")
          throw CancellationError()
        })
    case "/length":
      do {
        var count = 0
        for try await chunk in request.body { count += chunk.count }
        return Response(body: .bytes(Array("\(count)".utf8)))
      } catch {
        return Response(.internalServerError)
      }
    case "/reject": return Response(.unauthorized)
    default: return await echo(request)
    }
  }

  private static let bytes = [UInt8](repeating: 0x62, count: 300_000)

  @Test("curl: one connection for several requests, also for HEAD")
  func curlKeepAlive() async throws {
    try await withServer(handler: Self.handler) { port in
      let base = "http://127.0.0.1:\(port)"
      let curl = try Tool.system("curl")
      let several = try await curl.run(
        ["-sS", "-w", " %{num_connects}\n", base + "/1", "-o", "-", base + "/2", "-o", "-", base + "/3"])
      #expect(several.output == "GET /1  1\nGET /2  0\nGET /3  0\n", "\(several)")
      let head = try await curl.run(["-sS", "-I", base + "/head"])
      #expect(head.status == 0 && head.output.contains("Content-Length: 11\r\n"), "\(head)")
      let upgrade = try await curl.run(["-sS", "--http2", base + "/h2", base + "/again"])
      #expect(upgrade.output == "GET /h2 GET /again ", "\(upgrade)")
      let old = try await curl.run(["-sS", "--http1.0", base + "/stream"])
      #expect(old.output.hasSuffix("line 999\n"), "\(old)")
    }
  }

  @Test("curl: uploads by length, by chunks and after 100 Continue")
  func curlUpload() async throws {
    try await withServer(handler: Self.handler) { port in
      let url = "http://127.0.0.1:\(port)/length"
      let curl = try Tool.system("curl")
      for arguments in [
        ["--data-binary", "@-"], ["-T", "-"], ["-T", "-", "-H", "Expect: 100-continue"],
        ["--data-binary", "@-", "-H", "Expect: 100-continue", "--expect100-timeout", "300"],
      ] {
        let upload = try await curl.run(["-sS", "-m", "300"] + arguments + [url], input: Self.bytes)
        #expect(upload.output == "300000", "\(arguments): \(upload)")
      }
    }
  }

  @Test("curl: an upload that is too long or not read still gets its response")
  func curlRefusedUpload() async throws {
    var configuration = Server.Configuration()
    configuration.maxBodyBytes = 100_000
    try await withServer(configuration, handler: Self.handler) { port in
      let curl = try Tool.system("curl")
      for (arguments, path, status) in [
        (["--data-binary", "@-"], "/length", "413"), (["-T", "-"], "/length", "413"),
        (["--data-binary", "@-"], "/reject", "413"), (["-T", "-"], "/reject", "401"),
        (["-T", "-", "-H", "Expect:"], "/reject", "401"),
      ] {
        let format = ["-s", "-m", "300", "-o", "/dev/null", "-w", "%{http_code}"]
        let url = "http://127.0.0.1:\(port)\(path)"
        let upload = try await curl.run(format + arguments + [url], input: Self.bytes)
        #expect(upload.output == status, "\(arguments) \(path): \(upload)")
      }
    }
  }

  @Test("curl: a complete and a truncated streamed download")
  func curlDownload() async throws {
    try await withServer(handler: Self.handler) { port in
      let curl = try Tool.system("curl")
      let whole = try await curl.run(["-sS", "http://127.0.0.1:\(port)/stream"])
      #expect(whole.status == 0)
      #expect(whole.output == (0..<1000).map { "line \($0)\n" }.joined())
      let broken = try await curl.run(["-sS", "http://127.0.0.1:\(port)/broken"])
      // 18: the transfer ended before the end of the body.
      #expect(broken.status == 18 && broken.output == "half", "\(broken)")
    }
  }

  @Test("wrk: no errors in a second of load")
  func wrk() async throws {
    try await withServer(handler: Self.handler) { port in
      let load = try await Tool.system("wrk").run([
        "-t1", "-c32", "-d1s", "--timeout", "5m", "http://127.0.0.1:\(port)/load",
      ])
      #expect(load.status == 0 && load.output.contains(" requests in "), "\(load)")
      #expect(!load.output.contains("Socket errors") && !load.output.contains("Non-2xx"), "\(load)")
    }
  }

  @Test("httpx: keep-alive, streams in both directions, errors")
  func httpx() async throws {
    let script = """
      import sys, httpx
      with httpx.Client(base_url=f"http://127.0.0.1:{sys.argv[1]}", trust_env=False, timeout=300) as client:
          for n in range(5):
              assert client.get(f"/{n}").text == f"GET /{n} ", n
          assert client.head("/x").headers["content-length"] == "8"
          assert client.post("/length", content=b"x" * 200_000).text == "200000"
          assert client.post("/length", content=(b"x" * 1000 for _ in range(100))).text == "100000"
          with client.stream("GET", "/stream") as response:
              assert list(response.iter_lines()) == [f"line {n}" for n in range(1000)]
          assert client.post("/reject", content=b"x" * 10_000).status_code == 401
          assert client.post("/length", content=b"x" * 2_000_000).status_code == 413
          try:
              client.get("/broken")
          except httpx.RemoteProtocolError:
              pass
          else:
              raise AssertionError("a truncated response looked complete")
          assert client.get("/end").text == "GET /end "
      print("done")
      """
    try await withServer(handler: Self.handler) { port in
      let run = try await Tool.python().run(["-I", "-c", script, "\(port)"])
      #expect(run.output == "done\n", "\(run)")
    }
  }
}
