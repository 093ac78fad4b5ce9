import Foundation
import TestSupport
import Testing

@Suite("Broken Swift modules", .timeLimit(.minutes(30)))
struct BadSwiftModuleTests {
  private static let imports = "import Glibc\nimport LessonKit\n"
  private static let ping = imports + "let app = App()\napp.get(\"/ping\") { _ in .json([\"message\": \"pong\"]) }\n"
  private static let run = "\ntry await app.run()\n"

  @Test(
    "A module that never answers is its author's fault, and the report says why",
    arguments: [
      BadModule(
        "does not compile", "let x: Int = \"no\"",
        [
          "the module does not compile compiler main.swift:1:14: error: cannot convert value of type 'String' to specified type",
          "next Fix the first error above",
        ]),
      BadModule(
        "is not UTF-8", bytes: Array("let x = \"".utf8) + [0xff, 0xfe], ["main.swift:1:10: error: invalid UTF-8"]),
      BadModule(
        "throws", imports + "struct Boom: Error {}\nthrow Boom()",
        ["Fatal error: Error raised at top level: Module.Boom()", "next Start with the last line of the log"]),
      BadModule(
        "fails a precondition", imports + "let none: [Int] = []\nprint(none[Int(getpid())])",
        ["the module was killed by signal", "Fatal error: Index out of range"]),
      BadModule("is empty", "", ["the module exited with code 0 before it answered a request"]),
      BadModule("exits with 0", imports + "exit(0)", ["the module exited with code 0 before it answered a request"]),
      BadModule(
        "exits with 3", imports + "Log.error(\"leaving on purpose\")\nexit(3)",
        ["the module exited with code 3 before it answered a request log ERROR: leaving on purpose"]),
      BadModule(
        "is killed", imports + "kill(getpid(), SIGKILL)\nsleep(60)",
        ["the module was killed by signal 9 (SIGKILL) before it answered a request"]),
      BadModule(
        "prints without end",
        imports + "let line = [UInt8](repeating: 0x61, count: 1023) + [0x0a]\nwhile true { _ = write(1, line, 1024) }",
        ["the module never answered a request: it was stopped because it printed more than 64 MiB"]),
      BadModule(
        "eats memory",
        imports + "for _ in 0..<24 { memset(malloc(64 << 20)!, 1, 64 << 20) }\nsleep(60)",
        [
          "the module never answered a request: it was stopped because it used",
          "MiB of memory, which is more than allowed",
        ]),
      BadModule(
        "starts too many processes",
        imports + "for _ in 0..<100 { system(\"sleep 3600 &\") }\nsleep(60)",
        ["the module never answered a request: it was stopped because it had", "processes, which is more than allowed"]),
    ])
  func doesNotStart(module: BadModule) async throws {
    try await module.expectNoStart("swift")
  }

  @Test("What a module prints cannot control the terminal")
  func isShownHarmlessly() async throws {
    let text = Self.imports + "let bytes: [UInt8] = \(BadModule.garbage)\n_ = write(1, bytes, bytes.count)\nexit(3)"
    try await BadModule("prints garbage", text, []).expectHarmlessOutput("swift")
  }

  @Test(
    "A module that waits forever is given up, and the report says so",
    arguments: [
      BadModule(
        "never listens", imports + "while true { sleep(60) }",
        [
          "the module did not listen on its socket within 15.0 seconds",
          "next End main.swift with `try await app.run()`, which",
        ]),
      BadModule(
        "never answers",
        imports + "let app = App()\napp.get(\"/ping\") { _ in\n  try await Task.sleep(for: .seconds(600))\n"
          + "  return .empty()\n}" + run,
        ["accepted a connection and did not answer GET /ping within 5.0 seconds", "next Look at what happens before"]),
    ])
  func isGivenUp(module: BadModule) async throws {
    try await module.expectNoStart("swift", isIdle: true)
  }

  @Test(
    "A module that ends during a check fails that check, with the reason of its end and its log",
    arguments: [
      BadModule(
        "exits", ping + "app.get(\"/quotes/{symbol}\") { _ in Log.info(\"enough\"); exit(5) }" + run,
        ["the module ended during this check: it exited with code 5", "INFO: enough"]),
      BadModule(
        "crashes", ping + "app.get(\"/quotes/{symbol}\") { _ in .text(\"\\(Int(\"x\")!)\") }" + run,
        ["the module ended during this check: it was killed by signal", "Unexpectedly found nil while unwrapping"]),
    ])
  func endsMeanwhile(module: BadModule) async throws {
    try await module.expectFailure(of: "contract", "swift")
  }

  @Test("A route that never responds fails the check, and pitfall does not take the blame")
  func runsOn() async throws {
    let text = Self.ping + "app.get(\"/quotes/{symbol}\") { _ in while true { sleep(60) } }" + Self.run
    try await BadModule("never answers", text, ["no request called the upstream within"])
      .expectFailure(of: "rendezvous", "swift", isIdle: true)
  }

  @Test(
    "Nothing of what a module started is left",
    arguments: [
      BadModule("a child", "sleep 3600", []),
      BadModule("a daemon", "setsid sleep 3600", []),
      BadModule("a daemon that has washed off our marks", "cd /; exec env -i setsid sleep 3600", []),
      BadModule("a child that ignores signals", "trap '' TERM HUP INT; while :; do sleep 1; done", []),
    ])
  func endsItsChildren(child: BadModule) async throws {
    try await child.expectEndOfChild("swift") { command in
      Self.imports + "system(#\"\(command)\"#)\n" + Self.ping.dropFirst(Self.imports.count)
        + "app.get(\"/quotes/{symbol}\") { _ in .empty() }" + Self.run
    }
  }
}
