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
    if FileManager.default.fileExists(atPath: installation.moduleHooks) {
      variables["LD_PRELOAD"] = installation.moduleHooks
    }
    return variables
  }
}

extension Installation {
  /// A library that is loaded before a module's own ones.
  package var moduleHooks: String { products + "/libModuleHooks.so" }
  /// The folder of the Python modules that are imported before a learner's.
  package var pythonHooks: String { home + "/Hooks/fastapi" }
}
