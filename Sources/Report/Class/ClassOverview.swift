package import Base

package import struct Foundation.Date

/// Where the learners of a class are, and what stops them. Faces show it; Documentation/class.schema.json describes it.
package struct ClassOverview: Sendable, Equatable, Codable {
  package static let schemaVersion = 1

  package struct Lesson: Sendable, Equatable, Codable {
    package let id: String
    package let title: String

    package init(id: String, title: String) {
      self.id = id
      self.title = title
    }
  }

  package struct Learner: Sendable, Equatable, Codable {
    package let name: String
    /// The lesson that the learner was at last; nil without progress.
    package let current: String?
    package let standings: [Standing]

    package init(name: String, current: String? = nil, standings: [Standing]) {
      self.name = name
      self.current = current
      self.standings = standings
    }
  }

  /// Something that a learner sent and that could not be used.
  package struct Problem: Sendable, Equatable, Codable {
    package let learner: String
    /// What, where, and the next step.
    package let text: String
    /// True when the cause is this machine, so that trying again may help.
    package let isOurs: Bool

    enum CodingKeys: String, CodingKey {
      case learner, text
      case isOurs = "try_again"
    }

    package init(learner: String, text: String, isOurs: Bool = false) {
      self.learner = learner
      self.text = text
      self.isOurs = isOurs
    }
  }

  package let schema: Int
  package let collected: Date
  package let lessons: [Lesson]
  /// In the order of their names.
  package let learners: [Learner]
  /// Those that stop most learners of a lesson come first.
  package let stoppingChecks: [StoppingCheck]
  /// Most common first.
  package let wrongFixes: [WrongFix]
  package let problems: [Problem]

  enum CodingKeys: String, CodingKey {
    case schema, collected, lessons, learners, problems
    case stoppingChecks = "stopping_checks"
    case wrongFixes = "wrong_fixes"
  }

  package init(
    collected: Date, lessons: [Lesson], learners: [Learner], known: [KnownModule], problems: [Problem] = []
  ) {
    schema = Self.schemaVersion
    self.collected = collected
    self.lessons = lessons
    self.learners = learners.sorted { $0.name < $1.name }
    self.problems = problems
    stoppingChecks = StoppingCheck.all(lessons, self.learners)
    wrongFixes = WrongFix.all(lessons, self.learners, known)
  }

  /// Each track that someone has started a lesson in.
  package var tracks: [Track] { Set(learners.flatMap(\.standings).map(\.track)).sorted() }

  package func standings(_ lesson: Lesson) -> [Standing] {
    learners.flatMap(\.standings).filter { $0.lesson == lesson.id }
  }
}

extension ClassOverview.Learner {
  package func standing(_ lesson: String, _ track: Track) -> Standing? {
    standings.first { $0.lesson == lesson && $0.track == track }
  }
}
