/// The `swiftc` of the search path.
package struct SwiftCompiler: Sendable {
  package let path: String

  package static func find() throws -> SwiftCompiler {
    guard let path = SearchPath.find("swiftc") else {
      throw MissingRequirement(
        what: "No swiftc is on PATH, so a Swift module cannot be compiled.",
        next: "Install Swift 6.3 from swift.org, or use --track fastapi, which needs Python alone.")
    }
    return SwiftCompiler(path: path)
  }

  static func mismatch(_ detail: String?) -> MissingRequirement {
    MissingRequirement(
      what: "This swiftc is another one than built LessonKit\(detail.map { ": \($0)" } ?? "").",
      next: "Run `make build` again, so that both are of one version.")
  }
}
