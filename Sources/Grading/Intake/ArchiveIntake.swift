internal import Base
internal import Files
internal import Foundation
internal import ModuleRuntime

/// Unpacks an archive into a folder of its own, under a guardian, and takes the wanted files from there.
struct ArchiveIntake {
  private let rules: IntakeRules
  private let installation: Installation
  private let isolation: Isolation

  init(_ rules: IntakeRules, installation: Installation, isolation: Isolation) {
    self.rules = rules
    self.installation = installation
    self.isolation = isolation
  }

  /// Throws `IntakeRejection`, `MissingRequirement` without bsdtar, and what faults of this machine throw.
  func take(_ archive: OpenedFile, _ kind: ArchiveKind) async throws -> IntakeFiles {
    guard let tool = SearchPath.find("bsdtar") else {
      throw MissingRequirement(
        what: "A submission is an archive, and bsdtar, which unpacks it, is not on PATH.",
        next: "apt-get install libarchive-tools, or unpack the archives by hand.")
    }
    guard let bytes = try archive.read(limit: rules.limits.archive) else {
      throw IntakeRejection("is an archive of more than \(rules.limits.archive >> 20) MiB")
    }
    guard kind.fits(bytes) else { throw IntakeRejection("is not a \(kind.rawValue) archive, though its name says so") }
    let scratch = try TemporaryDirectory()
    let (file, folder) = (scratch.path + "/archive", scratch.path + "/files")
    try AtomicFile.create(file, bytes, mode: 0o600)
    guard mkdir(folder, 0o700) == 0 else { throw FileError(path: folder, action: "created", code: errno) }
    let process = try GuardedProcess(
      command(tool, file: file, folder: folder, scratch), guardian: installation.guardian)
    let ended: Result<Void, any Error>
    do {
      ended = .success(try await watch(process, folder))
    } catch {
      ended = .failure(error)
    }
    await process.end()
    Self.open(folder)
    try ended.get()
    try check(process, folder)
    let opened = try OpenedFile(path: folder)
    try checkRatio(size(of: folder), archive: bytes.count)
    return try FolderIntake.take(opened, rules: rules, isUnpacked: true)
  }

  /// The one place that says how bsdtar runs.
  private func command(_ tool: String, file: String, folder: String, _ scratch: TemporaryDirectory) -> GuardedCommand {
    let ignored = IntakeRules.ignoredNames + [".git", ".venv", ".build", "._*", ".DS_Store"]
    let excluded = ignored.flatMap { [$0, "\($0)/*", "*/\($0)", "*/\($0)/*"] }
    // One for the folder that most archives have at the top.
    let tooDeep = Array(repeating: "*", count: rules.limits.depth + 3).joined(separator: "/")
    var command = GuardedCommand(
      [
        tool, "-x", "-f", file, "-C", folder, "-k", "--no-same-owner", "--no-same-permissions", "--no-xattrs",
        "--no-acls", "--no-fflags",
      ] + (excluded + [tooDeep]).flatMap { ["--exclude", $0] }
        + rules.wantedPatterns.flatMap { ["--include", $0, "--include", "*/" + $0] },
      environment: ["PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "TMPDIR": scratch.path, "HOME": scratch.path],
      directory: folder, isolation: isolation, processors: 1, memory: 256, processes: 4)
    (command.readable, command.writable) = ([file], [folder])
    return command
  }

  /// Waits for its end, and throws when it takes too long or writes too much.
  private func watch(_ process: GuardedProcess, _ folder: String) async throws {
    let began = ContinuousClock.now
    let bsdtar = try await process.processID()
    while await !process.waitForExit(timeout: .milliseconds(20)) {
      try Task.checkCancellation()
      // Time without a processor is not the archive's fault.
      let shortage = KernelWitness.shortage(of: bsdtar)
      let waited = ContinuousClock.now - began - shortage
      if shortage > Self.longestShortage { throw MachineTooBusy() }
      if waited > rules.limits.unpacking {
        throw IntakeRejection("takes longer than \(Int(rules.limits.unpacking / .seconds(1))) s to unpack")
      }
      let size = size(of: folder)
      guard size.bytes <= rules.limits.total, size.entries <= rules.limits.entries else { throw tooMuch }
    }
    if size(of: folder).bytes > rules.limits.total { throw tooMuch }
  }

  private static let longestShortage = Duration.seconds(120)

  private var tooMuch: IntakeRejection {
    IntakeRejection("unpacks to more than \(rules.limits.total >> 20) MiB of source files, or to too many")
  }

  /// Of an archive that has none of the wanted files, bsdtar complains too.
  private func check(_ process: GuardedProcess, _ folder: String) throws {
    if let limit = process.limit { throw IntakeRejection("cannot be unpacked: \(limit.description)") }
    if case .signal(let number)? = process.exit, number == SIGXFSZ { throw tooMuch }
    let complaints = process.output.text.split(separator: "\n").filter {
      !$0.hasSuffix("Not found in archive") && !$0.contains("Error exit delayed from previous errors")
    }
    if let first = complaints.first {
      if complaints.contains(where: { $0.contains("No space left on device") }) {
        throw FileError(path: folder, action: "written", code: ENOSPC)
      }
      throw IntakeRejection("cannot be unpacked: \(String(first).replacing("bsdtar: ", with: "").excerpt())")
    }
    guard let exit = process.exit else { throw GuardianError.notStarted("bsdtar was killed") }
    if case .signal = exit { throw IntakeRejection("cannot be unpacked: bsdtar \(exit)") }
  }

  private func checkRatio(_ size: (bytes: Int, entries: Int), archive: Int) throws {
    guard size.bytes > rules.limits.file, size.bytes > archive * rules.limits.ratio else { return }
    throw IntakeRejection("unpacks to more than \(rules.limits.ratio) times its size")
  }

  /// An archive may have made folders that not even their owner can list or remove.
  private static func open(_ folder: String) {
    _ = Path.withBytes(folder) { chmod($0, 0o700) }
    for name in (try? Folder.names(folder)) ?? [] {
      let path = Path.joined(folder, name)
      switch FileKind(path) {
      case .folder: open(path)
      case .file: _ = Path.withBytes(path) { chmod($0, 0o600) }
      case .nothing, .link, .other: break
      }
    }
  }

  /// Of what is there so far; it stops counting at the limit.
  private func size(of folder: String) -> (bytes: Int, entries: Int) {
    var (bytes, entries) = (0, 0)
    guard let walk = FileManager.default.enumerator(atPath: folder) else { return (0, 0) }
    for case let name as String in walk {
      entries += 1
      var status = stat()
      if lstat(folder + "/" + name, &status) == 0, status.st_mode & S_IFMT == S_IFREG {
        bytes += max(Int(status.st_size), Int(status.st_blocks) * 512)
      }
      if bytes > rules.limits.total || entries > rules.limits.entries { break }
    }
    return (bytes, entries)
  }
}

/// Unpacking got no processor; the archive may be in order.
private struct MachineTooBusy: Error, CustomStringConvertible {
  var description: String { "This machine was too busy to unpack the archive. Run the same command again." }
}
