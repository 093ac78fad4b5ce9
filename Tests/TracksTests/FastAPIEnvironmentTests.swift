import Foundation
import Synchronization
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct FastAPIEnvironmentTests {
  private let fake: FakePython

  init() throws {
    fake = try FakePython()
  }

  private func prepare(_ progress: @escaping @Sendable (String) -> Void = { _ in }) async throws
    -> FastAPIEnvironment
  {
    try await FastAPIEnvironment.prepare(home: fake.home, environment: fake.environment, progress: progress)
  }

  private func failure() async -> String {
    do {
      return "made \(try await prepare().python)"
    } catch {
      return "\(error)".replacing(fake.home, with: "HOME")
    }
  }

  @Test("The environment is created once, then found without starting a process")
  func isMadeOnce() async throws {
    try await fake.install()
    #expect(FastAPIEnvironment.existing(home: fake.home) == nil)
    let made = try await prepare()
    #expect(made.python.hasPrefix(fake.home + "/.venv/3.12-"))
    #expect(FastAPIEnvironment.existing(home: fake.home) == made)
    #expect(try await prepare() == made)
    #expect(try fake.calls("-m pip") == 1)
  }

  @Test("Each step has its line of progress")
  func tellsProgress() async throws {
    try await fake.install(
      pip: "echo 'Collecting one==1.0'; echo '  Downloading one.whl'; echo 'Collecting two==2.0'; "
        + "echo 'Installing collected packages: two, one'")
    let lines = Mutex<[String]>([])
    let folder = try await prepare { line in lines.withLock { $0.append(line) } }.python.dropLast(
      "/bin/python".count)
    #expect(
      lines.withLock { $0 } == [
        "creating a Python 3.12.4 environment in \(folder)", "fetching 1 of 2: one 1.0",
        "fetching 2 of 2: two 2.0",
        "installing 2 packages", "compiling 2 packages",
      ])
  }

  @Test("Two processes that prepare concurrently create it once, and the second says that it waits")
  func isMadeOnceByTwo() async throws {
    // The first one's pip waits until the second one has reported that it waits.
    try await fake.install(pip: "while ! [ -e '\(fake.home)/waiting' ]; do sleep 0.01; done")
    let lines = Mutex<[String]>([])
    let home = fake.home
    let progress: @Sendable (String) -> Void = { line in
      lines.withLock { $0.append(line) }
      if line.contains("waiting for it") {
        _ = FileManager.default.createFile(atPath: home + "/waiting", contents: nil)
      }
    }
    async let first = prepare(progress)
    async let second = prepare(progress)
    #expect(try await first == second)
    #expect(try fake.calls("-m pip") == 1)
    #expect(
      lines.withLock { $0.count { $0 == "another pitfall is creating the Python environment; waiting for it" } }
        == 1)
  }

  @Test("A half-made environment is removed and created again")
  func isMadeAgainWhenHalfMade() async throws {
    try await fake.install(pip: "echo broken > \"${0%/bin/python}/rest\"; exit 1")
    _ = await failure()
    #expect(FastAPIEnvironment.existing(home: fake.home) == nil)
    try await fake.install()
    let folder = try await prepare().python.dropLast("/bin/python".count)
    #expect(!FileManager.default.fileExists(atPath: folder + "/rest"))
    #expect(FileManager.default.fileExists(atPath: folder + "/complete"))
  }

  @Test("An environment whose Python no longer runs is created again")
  func isMadeAgainWhenPythonIsGone() async throws {
    try await fake.install()
    let made = try await prepare()
    try "#!/nonexistent\n".write(toFile: made.python, atomically: false, encoding: .utf8)
    #expect(try await prepare() == made)
    #expect(try fake.calls("-m pip") == 2)
  }

  @Test("Other requirements have an environment of their own")
  func followsRequirements() async throws {
    try await fake.install()
    let before = try await prepare()
    try "one==1.1\n".write(toFile: fake.home + "/Requirements/fastapi.txt", atomically: true, encoding: .utf8)
    #expect(FastAPIEnvironment.existing(home: fake.home) == nil)
    #expect(try await prepare() != before)
  }

  @Test("The user's settings of Python and pip are dropped, those of the index are passed on")
  func filtersEnvironment() async throws {
    try await fake.install(pip: "env > '\(fake.home)/environment'")
    let user = [
      "PYTHONHOME": "/x", "PYTHONPATH": "/x", "PIP_TARGET": "/x", "PIP_INDEX_URL": "mirror", "PIP_USER": "1",
    ]
    _ = try await FastAPIEnvironment.prepare(
      home: fake.home, environment: fake.environment.merging(user) { $1 }, progress: { _ in })
    let lines = try String(contentsOfFile: fake.home + "/environment", encoding: .utf8).split(separator: "\n")
    let seen = lines.filter { $0.hasPrefix("PYTHON") || $0.hasPrefix("PIP_") }.sorted()
    #expect(seen == ["PIP_INDEX_URL=mirror", "PIP_NO_INPUT=1", "PIP_USER=0"])
  }

  @Test("The first Python of a suitable version is used")
  func choosesPython() async throws {
    try await fake.install(version: "3.14.0")
    try await fake.put("python3.13", "#!/bin/sh\necho 'version manager: not installed' >&2; exit 127\n")
    try await fake.install("python3.12")
    #expect(
      try await PythonInstallation.find(environment: fake.environment).path == fake.home + "/bin/python3.12")
  }

  @Test("Without a suitable Python the error lists the existing ones")
  func explainsPython() async throws {
    let next =
      "Install one (Debian, Ubuntu: `apt-get install python3 python3-venv`). The swift track works without it."
    #expect(
      await failure() == "The fastapi track needs Python 3.11, 3.12 or 3.13; there is none on PATH. " + next)
    try await fake.install(version: "3.9.2")
    #expect(await failure() == "The fastapi track needs Python 3.11, 3.12 or 3.13; python3 is 3.9.2. " + next)
  }

  @Test("Without a module that creates environments the error names the package", arguments: ["venv", "ensurepip"])
  func explainsVenv(module: String) async throws {
    try await fake.install(venv: module == "venv" ? "False" : "True", ensurepip: "False")
    #expect(
      await failure()
        == "HOME/bin/python3 (3.12.4) cannot create environments: its module \(module) is missing. "
        + "Install it (Debian, Ubuntu: `apt-get install python3-venv`). The swift track works without it.")
  }

  @Test("Without a network the error repeats pip's last error")
  func explainsNetwork() async throws {
    try await fake.install(
      pip: "echo 'WARNING: Retrying'; echo 'ERROR: No matching distribution found for one==1.0'; "
        + "echo '[notice] a new release'; exit 1")
    #expect(
      await failure() == "The packages of the fastapi track could not be installed: "
        + "the package index did not answer (No matching distribution found for one==1.0). Check the network and `pip config list`, then try again. "
        + "Once the environment exists, it works offline. The swift track works without it.")
  }

  @Test("The doctor reports Python and the environment, and says what to do")
  func isDiagnosed() async throws {
    var found = await FastAPIEnvironment.examine(home: fake.home, environment: fake.environment)
    #expect(found.map(\.state) == [.limited, .limited])
    #expect(found.allSatisfy { $0.fix.hasSuffix("The swift track works without it.") })
    try await fake.install()
    let made = try await prepare()
    found = await FastAPIEnvironment.examine(home: fake.home, environment: fake.environment)
    #expect(found.map(\.state) == [.ok, .ok])
    #expect(found.map(\.found) == ["\(fake.home)/bin/python3, 3.12.4, with venv and ensurepip", made.python])
  }

  @Test("A full disk is named in the error")
  func explainsFullDisk() async throws {
    try await fake.install(
      pip: "echo 'ERROR: Could not install packages: [Errno 28] No space left on device'; exit 1")
    #expect(
      await failure() == "The disk is full: the Python environment in HOME/.venv needs about 150 MB. "
        + "Free some space and try again. The swift track works without it.")
  }
}
