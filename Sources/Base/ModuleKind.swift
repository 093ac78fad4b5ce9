/// Why a module ships with a lesson.
package enum ModuleKind: String, Sendable, Codable {
  case broken
  case fix
  case decoy
  case variant
}
