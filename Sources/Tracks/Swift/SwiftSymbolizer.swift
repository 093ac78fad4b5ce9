internal import Base
internal import Files
internal import Foundation
internal import ModuleRuntime
internal import Subprocess

/// Finds the source lines of a Swift program's addresses, with the symbolizer that comes with the compiler.
///
/// elfutils finds none, because Swift writes DWARF without the table of address ranges.
struct SwiftSymbolizer {
  /// By process and address, because the same calls come again in each stack.
  private let known = Locked([Key: StackFrame]())

  private struct Key: Hashable {
    let process: Int32
    let address: UInt64
  }

  private struct Answer: Decodable {
    struct Symbol: Decodable {
      let file: String
      let function: String
      let line: Int

      private enum CodingKeys: String, CodingKey {
        case file = "FileName"
        case function = "FunctionName"
        case line = "Line"
      }
    }

    let symbols: [Symbol]

    private enum CodingKeys: String, CodingKey {
      case symbols = "Symbol"
    }
  }

  /// The frames of these calls, in the same order; those in libraries have no places.
  func frames(_ calls: [EuStack.Call], process: Int32) async throws -> [StackFrame] {
    let program = try ProgramImage(process: process)
    let keys = calls.map { Key(process: process, address: $0.address) }
    let unknown = zip(keys, calls).enumerated().filter { index, pair in
      program.contains(pair.1.address) && known.withLock { $0[pair.0] } == nil
    }
    if !unknown.isEmpty {
      guard let tool = SwiftTools.find("llvm-symbolizer") else {
        throw StackUnreadable(
          what: "There is no llvm-symbolizer, which finds the line of an address.",
          next: "It is in Swift's toolchain, beside swiftc: install all of it.")
      }
      // A call's return address belongs to the next line, if it was the last of its own.
      let addresses = unknown.map { index, pair in pair.1.address - program.base - (index == 0 ? 0 : 1) }
      let result = try await Subprocess.run(
        .path(.init(tool)),
        arguments: Arguments(
          ["--output-style=JSON", "--no-inlines", "--obj=\(program.path)"]
            + addresses.map { "0x" + String($0, radix: 16) }),
        output: .string(limit: 4 << 20), error: .discarded)
      let answers = try JSONDecoder().decode([Answer].self, from: Data(result.standardOutput.utf8))
      for ((_, pair), answer) in zip(unknown, answers) {
        let place = answer.symbols.first.flatMap { $0.file.isEmpty || $0.line == 0 ? nil : $0 }
        let frame = StackFrame(function: pair.1.function, file: place?.file, line: place?.line)
        known.withLock { $0[pair.0] = frame }
      }
    }
    return zip(keys, calls).map { key, call in
      known.withLock { $0[key] } ?? StackFrame(function: call.function, file: nil, line: nil)
    }
  }

  /// The lines at these addresses of the process's own program, counted from its beginning, in the same order.
  func frames(at addresses: [UInt64], process: Int32) async throws -> [StackFrame] {
    guard !addresses.isEmpty, let tool = SwiftTools.find("llvm-symbolizer") else { return [] }
    let result = try await Subprocess.run(
      .path(.init(tool)),
      arguments: Arguments(
        ["--output-style=JSON", "--no-inlines", "--obj=\(try ProgramImage(process: process).path)"]
          + addresses.map { "0x" + String($0, radix: 16) }),
      output: .string(limit: 16 << 20), error: .discarded)
    return try JSONDecoder().decode([Answer].self, from: Data(result.standardOutput.utf8)).map { answer in
      let symbol = answer.symbols.first.flatMap { $0.file.isEmpty || $0.line == 0 ? nil : $0 }
      return StackFrame(function: answer.symbols.first?.function ?? "", file: symbol?.file, line: symbol?.line)
    }
  }

  func readable(_ names: [String]) async -> [String] {
    guard !names.isEmpty, let tool = SwiftTools.find("swift-demangle"),
      let result = try? await Subprocess.run(
        .path(.init(tool)), arguments: Arguments(["--simplified", "--compact"] + names.map { $0.isEmpty ? "?" : $0 }),
        output: .string(limit: 1 << 20), error: .discarded)
    else { return names }
    let lines = result.standardOutput.split(whereSeparator: \.isNewline).map(String.init)
    guard lines.count == names.count else { return names }
    // "closure #2 in " is one at the top of a file, and "recv@GLIBC_2.2.5" a version of recv.
    return lines.map { String($0.trimmingSuffix(" in ").prefix { $0 != "@" }) }
  }
}

/// Programs that come with the compiler.
enum SwiftTools {
  /// Beside the compiler, or else on the search path.
  static func find(_ name: String) -> String? {
    let compiler = SearchPath.find("swiftc").map { URL(fileURLWithPath: $0).resolvingSymlinksInPath() }
    let own = compiler?.deletingLastPathComponent().appendingPathComponent(name).path
    return own.flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil } ?? SearchPath.find(name)
  }
}

/// Where a process's own program lies in its memory.
private struct ProgramImage {
  let path: String
  let base: UInt64
  private let end: UInt64

  /// Throws `StackUnreadable` when the process is gone or may not be looked at.
  init(process: Int32) throws {
    guard let path = Path.target(ofLink: "/proc/\(process)/exe"),
      let maps = try? String(contentsOfFile: "/proc/\(process)/maps", encoding: .utf8)
    else {
      throw StackUnreadable(what: "The module's memory map cannot be read.", next: "Run pitfall as root.")
    }
    self.path = path
    let ranges = maps.split(separator: "\n").filter { $0.hasSuffix(" " + path) }.compactMap { line in
      line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt64($0, radix: 16) }
    }.filter { $0.count == 2 }
    base = ranges.first?[0] ?? 0
    end = ranges.last?[1] ?? 0
  }

  func contains(_ address: UInt64) -> Bool { (base..<end).contains(address) }
}

extension String {
  fileprivate func trimmingSuffix(_ suffix: String) -> Substring {
    hasSuffix(suffix) ? dropLast(suffix.count) : self[...]
  }
}
