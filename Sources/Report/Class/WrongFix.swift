package import Base

/// A module that ships with a lesson, and which required checks it fails.
package struct KnownModule: Sendable, Equatable {
  package let lesson: String
  package let track: Track
  package let kind: ModuleKind
  package let name: String
  package let fails: Set<String>
  package let note: String

  package init(
    lesson: String, track: Track, kind: ModuleKind, name: String, fails: Set<String>, note: String = ""
  ) {
    self.lesson = lesson
    self.track = track
    self.kind = kind
    self.name = name
    self.fails = fails
    self.note = note
  }
}

/// Modules of a class that fail the same checks for the same causes.
package struct WrongFix: Sendable, Equatable, Codable {
  package struct Decoy: Sendable, Equatable, Codable {
    package let name: String
    /// Why it is wrong.
    package let why: String

    package init(name: String, why: String) {
      self.name = name
      self.why = why
    }
  }

  package let lesson: String
  package let track: Track
  package let signature: FailureSignature
  package let learners: [String]
  /// The lesson's decoys that fail the same checks. Their causes are not known.
  package let decoys: [Decoy]
  /// Whether the lesson's broken module fails the same checks.
  package let isAsBroken: Bool

  enum CodingKeys: String, CodingKey {
    case lesson, track, learners, decoys
    case signature = "failed"
    case isAsBroken = "as_broken"
  }

  package init(
    lesson: String, track: Track, signature: FailureSignature, learners: [String], decoys: [Decoy], isAsBroken: Bool
  ) {
    self.lesson = lesson
    self.track = track
    self.signature = signature
    self.learners = learners
    self.decoys = decoys
    self.isAsBroken = isAsBroken
  }

  static func all(
    _ lessons: [ClassOverview.Lesson], _ learners: [ClassOverview.Learner], _ known: [KnownModule]
  ) -> [WrongFix] {
    struct Key: Hashable {
      let lesson: String
      let track: Track
      let signature: FailureSignature
    }
    var groups: [Key: [String]] = [:]
    for learner in learners {
      for standing in learner.standings {
        guard let signature = standing.signature else { continue }
        groups[Key(lesson: standing.lesson, track: standing.track, signature: signature), default: []]
          .append(learner.name)
      }
    }
    let order = Dictionary(uniqueKeysWithValues: lessons.enumerated().map { ($1.id, $0) })
    return groups.map { key, names in
      let same = known.filter {
        $0.lesson == key.lesson && $0.track == key.track && $0.fails == key.signature.checks
      }
      return WrongFix(
        lesson: key.lesson, track: key.track, signature: key.signature, learners: names,
        decoys: same.filter { $0.kind == .decoy }.map { Decoy(name: $0.name, why: $0.note) },
        isAsBroken: same.contains { $0.kind == .broken })
    }.sorted { one, other in
      if one.learners.count != other.learners.count { return one.learners.count > other.learners.count }
      if one.lesson != other.lesson { return (order[one.lesson] ?? 0) < (order[other.lesson] ?? 0) }
      if one.track != other.track { return one.track < other.track }
      return one.learners.lexicographicallyPrecedes(other.learners)
    }
  }

  /// What ships with the lesson and fails the same checks, such as "Such as the decoy cached: The second caller …".
  package var likeness: String {
    guard signature.checks != [Report.startCheck] else { return "No check ran, because the module did not start." }
    let broken = isAsBroken ? ["The broken module fails the same checks."] : []
    let decoy =
      switch decoys.count {
      case 0: isAsBroken ? [] : ["No decoy of the lesson fails just these checks."]
      case 1: ["Such as the decoy \(decoys[0].name): \(decoys[0].why)"]
      default: ["Probably such as one of these decoys: \(shownDecoys)."]
      }
    return (broken + decoy).joined(separator: " ")
  }

  private var shownDecoys: String {
    let most = 4
    let names = decoys.prefix(most).map(\.name).joined(separator: ", ")
    return decoys.count > most ? "\(names), and \(decoys.count - most) more" : names
  }
}
