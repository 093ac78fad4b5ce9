import Files
import Foundation
import TestSupport
import Testing

extension GuardianTests {
  /// What a command can reach when it is isolated. Each tier is tried as far as this machine has it.
  struct IsolationTests {
    /// Prints what `command` prints with this tier, or the guardian's report when it could not be started.
    private func output(of script: String, tier: String, options: [String] = []) async throws -> String {
      let folder = try TemporaryDirectory()
      let run = try GuardianRun(
        ["sh", "-c", script], options: ["--isolation", tier, "--directory", folder.path] + options)
      let output = try await run.remainingOutput()
      let reports = try await run.remainingReports()
      guard reports.first?.hasPrefix("started") == true else { throw Unexpected(reports.joined(separator: ", ")) }
      return output
    }

    @Test(
      "A fully isolated command sees no files but the system's and its own",
      arguments: [
        ("ls -A /root /home /work 2>&1 | grep -c 'No such file'", "3\n"),
        ("ls /", "bin\ndev\netc\nlib\nlib64\nproc\nsbin\ntmp\nusr\n"),
        ("cat /etc/shadow 2>/dev/null || echo hidden", "hidden\n"),
        ("wc -l < /etc/passwd", "1\n"),
        ("touch /usr/mark 2>/dev/null || echo 'read only'", "read only\n"),
        ("echo mine > mark && cat mark", "mine\n"),
        ("ls /tmp | wc -l", "1\n"),
      ])
    func hidesFiles(script: String, expected: String) async throws {
      #expect(try await output(of: script, tier: "full") == expected)
    }

    @Test("A fully isolated command reads what it is given, and changes only what it may")
    func showsWhatIsGiven() async throws {
      let (readable, writable) = (try TemporaryDirectory(), try TemporaryDirectory())
      try "given".write(toFile: readable.path + "/text", atomically: true, encoding: .utf8)
      let script = """
        cat \(readable.path)/text; (echo changed > \(readable.path)/text) 2>/dev/null || echo ' only to read'
        echo written > \(writable.path)/text
        """
      let printed = try await output(
        of: script, tier: "full", options: ["--read", readable.path, "--write", writable.path])
      #expect(printed == "given only to read\n")
      #expect(try String(contentsOfFile: readable.path + "/text", encoding: .utf8) == "given")
      #expect(try String(contentsOfFile: writable.path + "/text", encoding: .utf8) == "written\n")
    }

    @Test("A folder that is hidden stays empty for the command, though its parent may be read")
    func hides() async throws {
      let hidden = try await output(of: "ls -A /usr/share", tier: "full", options: ["--hide", "/usr/share"])
      #expect(hidden == "")
    }

    @Test(
      "With namespaces of its own, a command sees and signals no other process",
      arguments: ["namespaces", "full"])
    func seesOnlyItsOwnProcesses(tier: String) async throws {
      let script = "kill -9 -1 2>/dev/null; kill -9 1 2>/dev/null; echo alive"
      #expect(try await output(of: script, tier: tier) == "alive\n")
      // Itself, `ls`, `wc`, and the first of the namespace.
      let count = try await output(of: "ls -d /proc/[0-9]* | wc -l", tier: tier)
      #expect(["3\n", "4\n", "5\n"].contains(count))
    }

    @Test("The first process of a command's namespace tells nothing of the guardian's")
    func hidesTheGuardian() async throws {
      let script = "tr -d '\\0' < /proc/1/cmdline | wc -c; cat /proc/1/environ /proc/1/maps 2>/dev/null | wc -c"
      #expect(try await output(of: script, tier: "full") == "0\n0\n")
    }

    @Test(
      "A command without the machine's network cannot reach a port of the machine",
      arguments: ["landlock", "namespaces", "full"])
    func reachesNoPort(tier: String) async throws {
      let listener = try BoundListener()
      let script = """
        exec 9<>/dev/tcp/127.0.0.1/\(listener.port) && echo connected
        """
      let printed = try await output(of: "bash -c '\(script)' 2>/dev/null || echo refused", tier: tier)
      #expect(printed == "refused\n")
    }

    @Test("An unrestricted command can, so the test above can fail")
    func unrestrictedReachesPort() async throws {
      let listener = try BoundListener()
      let script = "exec 9<>/dev/tcp/127.0.0.1/\(listener.port) && echo connected"
      #expect(try await output(of: "bash -c '\(script)' 2>/dev/null || echo refused", tier: "rlimits") == "connected\n")
    }

    @Test(
      "System calls that escapes are made of fail",
      arguments: ["landlock", "namespaces", "full"],
      [
        "unshare -Ur true", "unshare -n true", "mount -t tmpfs none .",
        "python3 -c 'import ctypes, sys; sys.exit(ctypes.CDLL(None).syscall(101, 0, 0, 0, 0) == -1)'",
        "python3 -c 'import socket; socket.socket(40, 1)'",
        "python3 -c 'import ctypes, sys; sys.exit(ctypes.CDLL(None).syscall(250, 0, -3, 0) == -1)'",
      ])
    func deniesSystemCalls(tier: String, script: String) async throws {
      // On x86-64, 101 is ptrace(PTRACE_TRACEME), and 250 keyctl(KEYCTL_GET_KEYRING_ID, KEY_SPEC_SESSION_KEYRING).
      #expect(
        try await output(of: "(\(script)) >/dev/null 2>&1 && echo worked || echo failed", tier: tier) == "failed\n")
    }

    @Test("A fully isolated command of root becomes another user without any capability", .enabled(if: geteuid() == 0))
    func dropsPrivileges() async throws {
      let printed = try await output(
        of: "id -u; id -G; grep -E 'Cap(Prm|Eff|Bnd)|NoNewPrivs' /proc/self/status | tr -d '\\t\\n'; echo",
        tier: "full",
        options: ["--user", "1234567"])
      #expect(
        printed == "1234567\n1234567\n"
          + "CapPrm:0000000000000000CapEff:0000000000000000CapBnd:0000000000000000NoNewPrivs:1\n")
    }

    @Test(
      "A command that fills its writable folders is ended, with many files as with large ones, or with deep folders",
      arguments: [
        ("for i in $(seq 1 9); do head -c 40000000 /dev/zero > big$i; done; sleep 60", "limit files "),
        ("i=0; while :; do i=$((i+1)); mkdir d$i; : > d$i/f; done", "limit files "),
        ("for i in $(seq 1 70); do mkdir d; cd d; done; sleep 60", "limit depth 64"),
      ])
    func limitsFiles(script: String, report: String) async throws {
      let folder = try TemporaryDirectory()
      let run = try GuardianRun(
        ["sh", "-c", "cd \(folder.path); " + script],
        options: ["--isolation", "full", "--directory", "/tmp", "--write", folder.path, "--files", "16"])
      _ = try await run.startedProcess()
      let reports = try await run.remainingReports()
      #expect(reports.first?.hasPrefix(report) == true, "\(reports)")
    }

    private static let hasControlGroups =
      geteuid() == 0 && access("/sys/fs/cgroup/memory/memory.limit_in_bytes", W_OK) == 0

    @Test("No control group is left behind", .enabled(if: hasControlGroups))
    func removesControlGroups() async throws {
      let run = try GuardianRun(["sleep", "3600"], options: ["--isolation", "full", "--directory", "/tmp"])
      _ = try await run.startedProcess()
      let parents = ["/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids"]
      var status = stat()
      #expect(stat("/proc/self/ns/pid", &status) == 0)
      let name = "pitfall-\(run.guardian).\(status.st_ino)"
      #expect(parents.contains { FileManager.default.fileExists(atPath: "\($0)/\(name)") })
      run.closeControl()
      #expect(try await run.remainingReports() == ["signaled 9", "ended"])
      #expect(try await run.waitForGuardian() == 0)
      #expect(parents.allSatisfy { !FileManager.default.fileExists(atPath: "\($0)/\(name)") })
    }

    @Test("A command's own end leaves no first process of its namespace behind")
    func endsInit() async throws {
      let run = try GuardianRun(["true"], options: ["--isolation", "namespaces"])
      _ = try await run.startedProcess()
      #expect(try await run.remainingReports() == ["exited 0", "ended"])
      #expect(try await run.waitForGuardian() == 0)
    }

    @Test("A guardian that cannot start its command leaves no first process behind")
    func endsInitAfterFailure() async throws {
      for _ in 1...20 {
        // Descriptor 3 is a pipe here, on which no socket can be passed.
        let run = try GuardianRun(["true"], options: ["--isolation", "namespaces", "--pass-sockets"])
        #expect(try await run.remainingReports() == ["failed upstream 88", "ended"])
        #expect(try await run.waitForGuardian() == 127)
      }
      try await ProcessTable.waitForEndOfOrphanedInits()
    }

    @Test("The end of the control pipe ends everything in the namespaces")
    func endsAll() async throws {
      let mark = "3600.\(getpid())7"
      let run = try GuardianRun(
        ["sh", "-c", "setsid sleep \(mark) & (setsid sleep \(mark) &) ; echo ready; sleep \(mark)"],
        options: ["--isolation", "full", "--directory", "/tmp"])
      _ = try await run.startedProcess()
      #expect(try await run.nextOutput() == "ready")
      run.closeControl()
      #expect(try await run.remainingReports() == ["signaled 9", "ended"])
      #expect(try ProcessTable.count(withArgument: mark) == 0)
    }
  }
}

/// A socket that listens on a port of 127.0.0.1.
private final class BoundListener {
  private let descriptor: Int32
  let port: Int

  init() throws {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let bound = withUnsafeMutableBytes(of: &address) { bytes in
      bytes.withMemoryRebound(to: sockaddr.self) { pointer in
        bind(descriptor, pointer.baseAddress, length) == 0 ? getsockname(descriptor, pointer.baseAddress, &length) : -1
      }
    }
    guard bound == 0, listen(descriptor, 8) == 0 else { throw Unexpected("no socket: \(errno)") }
    self.descriptor = descriptor
    port = Int(in_port_t(bigEndian: address.sin_port))
  }

  deinit {
    close(descriptor)
  }
}
