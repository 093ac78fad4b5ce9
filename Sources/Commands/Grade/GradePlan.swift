internal import Base
internal import Grading
internal import Lessons
internal import ModuleRuntime

internal import struct Foundation.Date

/// What a command line and a class.yaml ask for together.
struct GradePlan {
  let lessons: [String]
  let track: Track?
  var requireTier: IsolationTier?
  /// Of lessons for which the class has none.
  var deadline: Date?
  let pack: Pack

  /// `file` is a class.yaml, if there is one.
  func plan(file: String?) throws -> ClassPlan {
    var plan = try file.map { try ClassFile.read($0, pack: pack) } ?? ClassPlan([])
    let named = try lessons.map(pack.lesson)
    if file == nil {
      plan.assignments = named.map { ClassPlan.Assignment(lesson: $0, tracks: $0.tracks) }
    } else if !named.isEmpty {
      for lesson in named where !plan.assignments.contains(where: { $0.lesson.id == lesson.id }) {
        throw UsageError(description: "\(lesson.id) is not a lesson of this class.")
      }
      plan.assignments = plan.assignments.filter { assignment in named.contains { $0.id == assignment.lesson.id } }
    }
    // Each once, however often it was named.
    plan.assignments = plan.assignments.reduce(into: []) { all, assignment in
      if !all.contains(where: { $0.lesson.id == assignment.lesson.id }) { all.append(assignment) }
    }
    if let track { plan.assignments = try plan.assignments.map { try Self.only(track, $0) } }
    if let deadline { plan.assignments = plan.assignments.map { $0.due($0.deadline ?? deadline) } }
    if let requireTier { plan.requiredTier = requireTier }
    return plan
  }

  private static func only(_ track: Track, _ assignment: ClassPlan.Assignment) throws -> ClassPlan.Assignment {
    _ = try assignment.lesson.layout(track)
    guard assignment.tracks.contains(track) else {
      throw UsageError(description: "The class does not take \(track.rawValue) for \(assignment.lesson.id).")
    }
    return ClassPlan.Assignment(
      lesson: assignment.lesson, tracks: [track], needsAllTracks: true, points: assignment.points,
      deadline: assignment.deadline)
  }
}

extension ClassPlan.Assignment {
  func due(_ date: Date) -> ClassPlan.Assignment {
    ClassPlan.Assignment(
      lesson: lesson, tracks: tracks, needsAllTracks: needsAllTracks, points: points, deadline: date)
  }
}

extension GradePlan {
  init(_ command: GradeJudgeCommand, _ pack: Pack) {
    self.init(
      lessons: command.lessons, track: command.track, requireTier: command.requireTier,
      deadline: command.deadline?.date, pack: pack)
  }
}
