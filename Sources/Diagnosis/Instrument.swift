package import Lessons
package import Report

/// One way to look into a running module. It judges nothing.
package protocol Instrument: Sendable {
  /// Its name in a manifest.
  static var name: String { get }
  /// The Python module in `Hooks/fastapi` that it needs; nil when it looks only from outside.
  static var pythonHook: String? { get }
  /// True when its observation ends the module.
  static var endsModule: Bool { get }

  /// Reads its own fields. Throws `ManifestError`.
  init(_ fields: inout ManifestFields) throws

  /// Sends requests to the module and says what was seen.
  func observe(_ scene: Scene) async throws -> Trace
}

extension Instrument {
  package static var pythonHook: String? { nil }
  package static var endsModule: Bool { false }

  init(parameters: ManifestNode) throws {
    var fields = try ManifestFields(parameters, "the \(Self.name) instrument")
    try self.init(&fields)
    try fields.end()
  }
}

package enum InstrumentRegistry {
  static let all: [any Instrument.Type] = [
    ConnectionsInstrument.self, DependenciesInstrument.self, LoopInstrument.self, MiddlewareInstrument.self,
    QueriesInstrument.self,
  ]

  /// The instrument that a lesson names. Throws `ManifestError` when there is none of that name or its parameters are
  /// wrong.
  package static func make(_ plan: DiagnosisPlan) throws -> any Instrument {
    guard let kind = all.first(where: { $0.name == plan.instrument.value }) else {
      throw ManifestError(
        "there is no instrument '\(plan.instrument.value)'; there are "
          + all.map { $0.name }.sorted().joined(separator: ", "), at: plan.instrument.place)
    }
    return try kind.init(parameters: plan.parameters)
  }
}
