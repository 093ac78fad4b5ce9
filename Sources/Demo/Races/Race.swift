internal import Base
internal import Bench
internal import Lessons
internal import Report

/// A kind of load that both servers of a demo get, and what is measured of each meanwhile.
protocol Race: Sendable {
  /// As in a demo.yaml.
  static var kind: String { get }

  /// A machine that is late by more can make a good server look bad in this race.
  var tolerance: Duration { get }

  /// Reads the parameters. Throws `ManifestError`.
  init(_ fields: inout ManifestFields, for lesson: Lesson) throws

  /// Runs the load on one server. `tell` gets a picture of what was measured so far whenever that changes.
  func run(on bench: Bench, since start: ContinuousClock.Instant, tell: @escaping @Sendable (RacePicture) -> Void)
    async throws -> RacePicture
}

extension Race {
  var tolerance: Duration { Control.limit }
}

enum RaceRegistry {
  static let all: [any Race.Type] = [TimelineRace.self, ResponsesRace.self, GrowthRace.self, RoomRace.self]

  static func make(_ kind: ManifestNode, _ parameters: ManifestNode, for lesson: Lesson) throws -> any Race {
    let name = try kind.text("'kind'")
    guard let type = all.first(where: { $0.kind == name }) else {
      throw ManifestError("there is no race '\(name)': \(all.map { $0.kind }.alternatives)", at: kind.place)
    }
    var fields = try ManifestFields(parameters, "'with' of a \(name) race")
    let race = try type.init(&fields, for: lesson)
    try fields.end()
    return race
  }
}
