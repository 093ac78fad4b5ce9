internal import Foundation

/// The places of pitfall's parts: beside its executable, and in the project that it was built in.
package struct Installation: Sendable {
  /// The folder of the executable, the guardian, and everything else that was built.
  package let products: String
  /// The project's folder, with its lessons and requirements; environments are created in it.
  package let home: String

  package var guardian: String { products + "/guardian" }
  package var lessons: String { home + "/Lessons" }
  /// The files of pages that pitfall serves.
  package var pages: String { home + "/Pages" }
  /// The folders that a stranger's module must not read.
  var secrets: [String] { [lessons, home + "/Solutions"] }

  package init(products: String, home: String) {
    self.products = products
    self.home = home
  }

  /// The installation that the file `executable` belongs to: the nearest folder above it that holds lessons.
  package static func around(executable: String) throws -> Installation {
    let products = URL(fileURLWithPath: executable).resolvingSymlinksInPath().deletingLastPathComponent()
    var folder = products
    while folder.path != "/" {
      if FileManager.default.fileExists(atPath: folder.appendingPathComponent("Lessons").path) {
        return Installation(products: products.path, home: folder.path)
      }
      folder.deleteLastPathComponent()
    }
    throw MissingRequirement(
      what: "There is no folder Lessons above \(products.path), so pitfall was moved out of its project.",
      next: "Run it from where `make build` put it.")
  }
}
