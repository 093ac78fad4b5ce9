import Foundation
import Grading
import Lessons
import Report
import TestSupport
import Testing
import Tracks

@Suite("class.yaml", .timeLimit(.minutes(10)))
struct ClassFileTests {
  private let pack: TemporaryPack

  init() throws {
    pack = try TemporaryPack()
  }

  private func read(_ yaml: String) throws -> ClassPlan {
    try pack.write(yaml, to: "class.yaml")
    return try ClassFile.read(pack.root + "/class.yaml", pack: pack.pack)
  }

  /// The error without the folder.
  private func error(_ yaml: String) -> String {
    do {
      _ = try read(yaml)
      return "none"
    } catch {
      return "\(error)".replacing(pack.root + "/", with: "")
    }
  }

  @Test("Everything that it may say is read")
  func reads() throws {
    let plan = try read(
      """
      format_version: 1
      lessons:
        - lesson: 7
          tracks: [swift]
          points: { first: 2.5 }
          bonus: { second: 0.5 }
          deadline: 2026-12-01T12:00:00Z
      deadline: 2026-11-30T23:59:00+01:00
      late_keeps: 50%
      require_tier: landlock
      allow: ["*.sql"]
      seconds: 60
      """)
    let assignment = try #require(plan.assignments.first)
    #expect(assignment.lesson.id == "07-waiting")
    #expect(assignment.tracks == [.swift])
    #expect(assignment.needsAllTracks)
    #expect(assignment.points == ["first": 2.5, "second": 0.5])
    #expect(assignment.deadline == Date(timeIntervalSince1970: 1_796_126_400))
    #expect(plan.keptWhenLate == 0.5)
    #expect(plan.requiredTier == .landlock)
    #expect(plan.allowed == ["*.sql"])
    #expect(plan.limit == .seconds(60))
  }

  @Test("What it does not say is the lesson's own")
  func defaults() throws {
    let plan = try read("{format_version: 1, lessons: [{lesson: waiting}]}")
    let assignment = try #require(plan.assignments.first)
    #expect(assignment.tracks == [.swift, .fastapi])
    #expect(!assignment.needsAllTracks)
    #expect(plan.keptWhenLate == 1)
    #expect(plan.requiredTier == nil)
    #expect(plan.limit == .seconds(180))
    let score = GradeScore(nil, assignment, track: .swift, submitted: nil, keptWhenLate: 1)
    #expect(score.checks.map(\.of) == [2, 1])
    #expect(score.of == 2)
    #expect(score.isLate == nil)
  }

  private static let wrong: [(yaml: String, error: String)] = [
    ("lessons: [{lesson: 7}]", "1: a class needs 'format_version'"),
    ("format_version: 2\nlessons: []", "1: 'format_version' must be 1, which is the one that this pitfall reads"),
    ("format_version: 1", "1: a class needs 'lessons'"),
    ("format_version: 1\nlessons: []", "2: 'lessons' must name at least one lesson"),
    ("format_version: 1\nlesons: [{lesson: 7}]", "2: a class has no key 'lesons'; do you mean 'lessons'?"),
    (
      "format_version: 1\nlessons:\n- lesson: 9",
      "3: There is no lesson '9'. The lessons are 07-waiting."
    ),
    ("format_version: 1\nlessons:\n- lesson: 7\n- lesson: waiting", "4: '07-waiting' is named twice"),
    (
      "format_version: 1\nlessons:\n- lesson: 7\n  tracks: [rust]",
      "4: 07-waiting has no track 'rust': swift or fastapi"
    ),
    (
      "format_version: 1\nlessons:\n- lesson: 7\n  points: {third: 1}",
      "4: 07-waiting has no required check 'third': first"
    ),
    (
      "format_version: 1\nlessons:\n- lesson: 7\n  points: {second: 1}",
      "4: 07-waiting has no required check 'second': first"
    ),
    (
      "format_version: 1\nlessons:\n- lesson: 7\n  bonus: {first: 1}",
      "4: 07-waiting has no bonus check 'first': second"
    ),
    (
      "format_version: 1\nlessons:\n- lesson: 7\n  points: {first: much}",
      "4: 'first' in 'points' must be a number, but is 'much'"
    ),
    (
      "format_version: 1\nlessons:\n- lesson: 7\n  points: {first: -1}",
      "4: 'first' in 'points' must be between 0 and 1000, but is -1.0"
    ),
    (
      "format_version: 1\nlessons:\n- lesson: 7\n  points: {first: nan}",
      "4: 'first' in 'points' must be between 0 and 1000, but is nan"
    ),
    (
      "format_version: 1\nlessons: [{lesson: 7}]\ndeadline: tomorrow",
      "3: 'deadline' must be a time with its zone, such as 2026-11-30T23:59:00+01:00, but is 'tomorrow'"
    ),
    (
      "format_version: 1\nlessons: [{lesson: 7}]\ndeadline: 2026-11-30T23:59:00",
      "3: 'deadline' must be a time with its zone, such as 2026-11-30T23:59:00+01:00, but is '2026-11-30T23:59:00'"
    ),
    (
      "format_version: 1\nlessons: [{lesson: 7}]\nlate_keeps: 0.5",
      "3: 'late_keeps' must be a percentage, such as 50%, but is '0.5'"
    ),
    (
      "format_version: 1\nlessons: [{lesson: 7}]\nrequire_tier: best",
      "3: 'require_tier' must be rlimits, landlock, namespaces or full, but is 'best'"
    ),
    (
      "format_version: 1\nlessons: [{lesson: 7}]\nallow: ['../*']",
      "3: an entry of 'allow' must be the name of a file, in which * stands for anything, but is '../*'"
    ),
    (
      "format_version: 1\nlessons: [{lesson: 7}]\nseconds: 5", "3: 'seconds' must be between 10 and 3600, but is 5"
    ),
    ("format_version: 1\nlessons: [{lesson: 7}]\nsecond: 60", "3: a class has no key 'second'; it knows "),
    ("a: [", "is not YAML"),
    ("", "1: is empty"),
  ]

  @Test("Every mistake is said with its file and line", arguments: wrong.indices)
  func mistakes(index: Int) {
    let wrong = Self.wrong[index]
    let error = error(wrong.yaml)
    #expect(error.hasPrefix("class.yaml:"))
    #expect(error.contains(wrong.error), "\(error)")
  }

  @Test("A late submission keeps its share; the deadline itself is in time")
  func late() throws {
    let plan = try read(
      """
      format_version: 1
      lessons: [{lesson: 7}]
      deadline: 2026-11-30T23:59:00Z
      late_keeps: 25%
      """)
    let deadline = Date(timeIntervalSince1970: 1_796_083_140)
    let report = Report.forTests([.forTests("first", .pass), .forTests("second", .pass, required: false)])
    func score(_ submitted: Date?) -> GradeScore {
      GradeScore(
        report, plan.assignments[0], track: .swift, submitted: submitted, keptWhenLate: plan.keptWhenLate)
    }
    #expect(score(deadline).points == 3)
    #expect(score(deadline).isLate == false)
    #expect(score(deadline + 1).points == 0.75)
    #expect(score(deadline + 1).isLate == true)
    #expect(score(nil).points == 3)
  }
}
