/// The language and server that a module is written for.
package enum Track: String, Sendable, CaseIterable, Codable {
  case swift
  case fastapi

  /// The file that a module's folder must contain.
  package var mainFile: String {
    switch self {
    case .swift: "main.swift"
    case .fastapi: "main.py"
    }
  }

  package var title: String {
    switch self {
    case .swift: "Swift"
    case .fastapi: "FastAPI"
    }
  }
}
