import Foundation
import TestSupport
import Testing

@Suite("A machine without a required tool", .timeLimit(.minutes(30)))
struct MissingToolsTests {
  private let sandbox: Sandbox
  private var pitfall: Pitfall

  init() throws {
    sandbox = try Sandbox()
    pitfall = Pitfall(sandbox)
    pitfall.environment["PATH"] = try sandbox.searchPath()
  }

  private func expectRequirement(_ arguments: [String], _ sentence: String) async throws {
    let outcome = try await pitfall.run(arguments)
    #expect(outcome.exit == 69)
    #expect(outcome.errors.contains("pitfall: " + sentence), "\(outcome.errors)")
    #expect(outcome.output == "")
    try expectNothingLeft(sandbox)
  }

  /// An installation in the sandbox that has no Python environment yet, and no LessonKit. Another program copies the
  /// executables, because a file that is open for writing while another test forks could not be executed.
  private mutating func moveHome() async throws {
    let folder = "\(sandbox.path)/home/.build"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let executables = try ["pitfall", "guardian"].map(Products.path)
    let copying = try await Tool.system("cp").run(executables + [folder])
    guard copying.status == 0 else { throw Unexpected(copying.errors) }
    for name in ["Lessons", "Requirements", "Solutions"] {
      try FileManager.default.createSymbolicLink(
        atPath: "\(sandbox.path)/home/\(name)", withDestinationPath: "\(Products.project)/\(name)")
    }
    pitfall.executable = sandbox.path + "/home/.build/pitfall"
  }

  @Test(
    "Without swiftc it says what to install, and what works without it",
    arguments: [["verify", "01"], ["run", "01"], []])
  func explainsCompiler(arguments: [String]) async throws {
    let outcome = try await pitfall.run(arguments)
    #expect(outcome.exit == 69)
    #expect(
      outcome.errors.hasSuffix(
        "pitfall: No swiftc is on PATH, so a Swift module cannot be compiled. "
          + "Install Swift 6.3 from swift.org, or use --track fastapi, which needs only Python.\n"))
    try expectNothingLeft(sandbox)
  }

  @Test("Without swiftc the fastapi track works")
  func worksWithoutCompiler() async throws {
    let outcome = try await pitfall.run(["verify", "01", "--track", "fastapi", "--check", "contract"])
    #expect(outcome.exit == 0, "\(outcome.errors)")
  }

  @Test("With another swiftc than the one that built LessonKit it says to build again")
  func explainsOtherCompiler() async throws {
    try await sandbox.script(
      "swiftc",
      """
      #!/bin/sh
      echo "main.swift:1:8: error: module compiled with Swift 6.3.1 cannot be imported by the Swift 6.1 compiler: x"
      exit 1
      """)
    try await expectRequirement(
      ["verify", "01"],
      "This swiftc is not the version that built LessonKit: main.swift:1:8: error: module compiled with")
    try await expectRequirement(["run", "01", "--port", "0"], "This swiftc is not the version that built LessonKit")
  }

  @Test("The doctor exits with 69 and says how to fix what is missing")
  func diagnoses() async throws {
    let outcome = try await pitfall.run(["doctor"])
    #expect(outcome.exit == 69)
    #expect(outcome.output.hasPrefix("MISSING Swift compiler: No swiftc is on PATH"))
    #expect(outcome.output.contains("\n        Install Swift 6.3 from swift.org"))
    #expect(
      outcome.sentences.contains("limited Python: The fastapi track needs Python 3.11, 3.12 or 3.13; there is none"))
    #expect(outcome.sentences.contains("limited system packages: this is not Debian, so pitfall cannot tell"))
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 || !$0.dropFirst(8).contains(" ") })
    try expectNothingLeft(sandbox)
  }

  @Test("The doctor names the system packages that are missing")
  func diagnosesPackages() async throws {
    try await sandbox.script(
      "dpkg-query", "#!/bin/sh\necho 'installed python3'\necho 'half-installed libedit-dev'\nexit 1\n")
    let outcome = try await pitfall.run(["doctor"])
    let missing =
      "curl elfutils libarchive-tools libedit-dev libseccomp-dev libsqlite3-dev libssl-dev python3-venv sqlite3"
    #expect(
      outcome.sentences.contains(
        "limited system packages: missing: \(missing) apt-get install \(missing), or `make packages`."),
      "\(outcome.output)")
  }

  @Test("Without LessonKit it says to build")
  mutating func explainsLessonKit() async throws {
    try await moveHome()
    try await sandbox.script("swiftc", "#!/bin/sh\nexit 1\n")
    try await expectRequirement(
      ["verify", "01"], "LessonKit is not built: \(sandbox.path)/home/.build/libLessonKit.so")
  }

  @Test("Without Python it says what to install, and what works without it")
  mutating func explainsPython() async throws {
    try await moveHome()
    try await expectRequirement(
      ["verify", "01", "--track", "fastapi"],
      "The fastapi track needs Python 3.11, 3.12 or 3.13; there is none on PATH. Install one (Debian, Ubuntu: "
        + "`apt-get install python3 python3-venv`). The swift track works without it.")
  }

  @Test("With a Python that cannot create environments it names the package")
  mutating func explainsVenv() async throws {
    try await moveHome()
    try await sandbox.script("python3", "#!/bin/sh\necho python 3.11.2 False False\n")
    try await expectRequirement(
      ["verify", "01", "--track", "fastapi"],
      "\(sandbox.path)/bin/python3 (3.11.2) cannot create environments: its module venv is missing. "
        + "Install it (Debian, Ubuntu: `apt-get install python3-venv`). The swift track works without it.")
  }

  @Test("Without a network it names the package that pip could not get")
  mutating func explainsNetwork() async throws {
    try await moveHome()
    for name in ["PIP_FIND_LINKS", "PIP_NO_INDEX", "PIP_EXTRA_INDEX_URL"] { pitfall.environment[name] = String?.none }
    // No server listens on port 1. No user's configuration may name another index, and no cache may have the packages.
    let settings = [
      "PIP_INDEX_URL": "http://127.0.0.1:1/simple", "PIP_RETRIES": "1", "PIP_NO_CACHE_DIR": "1",
      "PIP_CONFIG_FILE": "/dev/null",
    ]
    for (name, value) in settings { pitfall.environment[name] = value }
    pitfall.environment["PATH"] = ProcessInfo.processInfo.environment["PATH"]
    try await expectRequirement(
      ["verify", "01", "--track", "fastapi"],
      "The packages of the fastapi track could not be installed: the package index did not answer (")
    // The environment counts as missing.
    let doctor = try await pitfall.run(["doctor"])
    #expect(doctor.output.contains("limited FastAPI environment: not created yet"))
  }
}
