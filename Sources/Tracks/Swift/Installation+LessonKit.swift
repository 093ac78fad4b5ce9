internal import Foundation
package import ModuleRuntime

/// What a Swift module is compiled with.
extension Installation {
  package var lessonKitLibrary: String { products + "/libLessonKit.so" }
  package var lessonKitPage: String { home + "/Documentation/LessonKit.md" }
  /// Everything that the compiler reads of the installation.
  var compiledAgainst: [String] {
    [lessonKitLibrary, swiftModules, (sqliteModuleMap as NSString).deletingLastPathComponent]
      .filter(FileManager.default.fileExists)
  }
  var swiftModules: String { products + "/Modules" }

  /// The C module that GRDB imports, in the checkout that SwiftPM keeps two folders above the products.
  var sqliteModuleMap: String {
    let build = URL(fileURLWithPath: products).deletingLastPathComponent().deletingLastPathComponent().path
    return build + "/checkouts/GRDB.swift/Sources/GRDBSQLite/module.modulemap"
  }
}
