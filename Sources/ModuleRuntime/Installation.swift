internal import Foundation

/// Where the parts of this pitfall are: beside its own executable, and in the project that it was built in.
package struct Installation: Sendable {
  /// The folder of the executable, with guardian, LessonKit's library and the modules that a lesson is compiled with.
  package let products: String
  /// The project's folder, with its lessons and requirements; environments are made below it.
  package let home: String

  package var guardian: String { products + "/guardian" }
  package var lessons: String { home + "/Lessons" }

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
      what: "No folder Lessons stands above \(products.path), so this pitfall was moved out of its project.",
      next: "Run it from where `make build` left it.")
  }
}
