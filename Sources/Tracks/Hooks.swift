internal import Foundation
package import ModuleRuntime

/// What `diagnose` puts into a module's process to look into it. A module that is judged never has any.
package struct Hooks: Sendable {
  /// The variable that tells hooks to work, and names the file that they append events to.
  package static let variable = "PITFALL_TRACE"

  /// The Python module in `Hooks/fastapi` that a FastAPI process imports first; nil for none.
  package let pythonModule: String?
  private let traceFile: String

  /// `traceFile` is an absolute path.
  package init(pythonModule: String?, traceFile: String) {
    self.pythonModule = pythonModule
    self.traceFile = traceFile
  }

  func variables(_ source: ModuleSource, _ installation: Installation) -> [String: String] {
    var variables = [Self.variable: traceFile, "PITFALL_MODULE_FOLDER": source.directory]
    if let library = preloaded(installation) { variables["LD_PRELOAD"] = library }
    return variables
  }

  /// A path without blanks and colons, which would separate two libraries; nil when there is none.
  private func preloaded(_ installation: Installation) -> String? {
    let library = installation.moduleHooks
    guard FileManager.default.fileExists(atPath: library) else { return nil }
    if Self.canBePreloaded(library) { return library }
    let link = URL(fileURLWithPath: traceFile).deletingLastPathComponent().path + "/libModuleHooks.so"
    guard Self.canBePreloaded(link) else { return nil }
    try? FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: library)
    return FileManager.default.fileExists(atPath: link) ? link : nil
  }

  /// Also without signs that the dynamic linker replaces.
  private static func canBePreloaded(_ path: String) -> Bool {
    !path.contains { $0.isWhitespace || $0 == ":" || $0 == "$" }
  }
}

extension Installation {
  /// A library that is loaded before a module's own ones.
  package var moduleHooks: String { products + "/libModuleHooks.so" }
  /// The folder of the Python modules that are imported before a learner's.
  package var pythonHooks: String { home + "/Hooks/fastapi" }
}
