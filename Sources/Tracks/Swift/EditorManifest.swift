package import ModuleRuntime

/// A package manifest for the Swift module in a workspace, for code completion in editors and for `swift run`. pitfall
/// itself never reads it.
package enum EditorManifest {
  package static func text(_ installation: Installation) -> String {
    """
    // swift-tools-version: 6.0
    // For your editor and for `swift run`; pitfall compiles main.swift without it.
    import PackageDescription

    let package = Package(
      name: "module",
      targets: [
        .executableTarget(
          name: "module", path: ".", exclude: ["LessonKit.md"],
          swiftSettings: [
            .unsafeFlags([
              "-I", \(literal(installation.swiftModules)),
              "-Xcc", \(literal("-fmodule-map-file=" + installation.sqliteModuleMap)),
            ])
          ],
          linkerSettings: [
            .unsafeFlags([
              "-L", \(literal(installation.products)), "-lLessonKit",
              "-Xlinker", "-rpath", "-Xlinker", \(literal(installation.products)),
            ])
          ])
      ])

    """
  }

  private static func literal(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }
}
