import Base
import Foundation
import Learner
import TestSupport
import Testing
import Tracks

/// Foundation has a type with this name too.
typealias Progress = Learner.Progress

extension Progress {
  /// Random progress, the same for the same seed; the ranges are small, so that two samples often overlap.
  static func sample(_ seed: UInt64) -> Progress {
    var random = SeededGenerator(state: seed)
    var progress = Progress()
    func date(_ random: inout SeededGenerator) -> Date {
      Date(timeIntervalSince1970: Double(Int.random(in: 0..<3, using: &random)))
    }
    if Bool.random(using: &random) {
      progress.current = Position(lesson: ["a", "b", "c"].randomElement(using: &random) ?? "a", track: .swift)
    }
    for lesson in ["a", "b", "c"] {
      for track in [Track.swift, .fastapi] where Bool.random(using: &random) {
        var entry = Entry()
        if Bool.random(using: &random) { entry.started = date(&random) }
        entry.attempts = Int.random(in: 0..<4, using: &random)
        entry.hints = Int.random(in: 0..<4, using: &random)
        entry.isSkipped = Bool.random(using: &random)
        entry.bestPoints = Int.random(in: 0..<3, using: &random)
        entry.ofPoints = Int.random(in: 3..<5, using: &random)
        if Bool.random(using: &random) {
          entry.passed = Pass(
            date: date(&random), fingerprint: ["x", "y"].randomElement(using: &random) ?? "x",
            seed: UInt64.random(in: (.max - 1)...(.max), using: &random), points: 3, of: 3)
        }
        if Bool.random(using: &random) { entry.solutionSeen = date(&random) }
        if Bool.random(using: &random) { entry.applied = date(&random) }
        progress[lesson, track] = entry
      }
    }
    return progress
  }
}

@Suite(.timeLimit(.minutes(10)))
struct ProgressTests {
  @Test("A sum is the same in any order, with anything in between, and however often it is made")
  func sums() {
    for seed in UInt64(0)..<500 {
      let (a, b, c) = (Progress.sample(seed), Progress.sample(seed + 1000), Progress.sample(seed + 2000))
      let sum = a.merged(with: b)
      #expect(sum == b.merged(with: a))
      #expect(a.merged(with: a) == a)
      #expect(sum.merged(with: b) == sum)
      #expect(sum.merged(with: c) == a.merged(with: b.merged(with: c)))
      #expect(a.merged(with: Progress()) == a)
    }
  }

  @Test("In a sum the earlier pass stays, and the higher counts win")
  func keepsTheBest() {
    func progress(_ second: Double, _ attempts: Int, _ hints: Int, _ points: Int) -> Progress {
      var progress = Progress()
      progress["a", .swift].started = Date(timeIntervalSince1970: second)
      progress["a", .swift].attempts = attempts
      progress["a", .swift].hints = hints
      progress["a", .swift].bestPoints = points
      progress["a", .swift].passed = Progress.Pass(
        date: Date(timeIntervalSince1970: second), fingerprint: "f\(second)", seed: 1, points: points, of: 9)
      return progress
    }
    let entry = progress(5, 7, 0, 3).merged(with: progress(9, 2, 4, 8))["a", .swift]
    #expect(entry.started == Date(timeIntervalSince1970: 5))
    #expect(entry.passed?.fingerprint == "f5.0")
    #expect(entry.attempts == 7)
    #expect(entry.hints == 4)
    #expect(entry.bestPoints == 8)
  }

  struct Case: Sendable {
    let current: String?
    let done: [String]
    let next: String?

    init(_ current: String?, _ done: [String], _ next: String?) {
      (self.current, self.done, self.next) = (current, done, next)
    }
  }

  @Test(
    "The next lesson is the first unfinished one after the current one, wrapping round",
    arguments: [
      Case(nil, [], "a"), Case("a", [], "b"), Case("a", ["a", "b"], "c"), Case("c", ["c"], "a"), Case("c", [], "a"),
      Case("b", ["a", "c"], "b"), Case("b", ["a", "b", "c"], nil), Case("gone", ["a"], "b"),
    ])
  func findsNext(example: Case) {
    for isSkipped in [true, false] {
      var progress = Progress()
      progress.current = example.current.map { Progress.Position(lesson: $0, track: .swift) }
      for lesson in example.done {
        progress[lesson, .swift].isSkipped = isSkipped
        if !isSkipped {
          progress[lesson, .swift].passed = Progress.Pass(date: Date(), fingerprint: "", seed: 1, points: 1, of: 1)
        }
      }
      #expect(progress.nextLesson(in: ["a", "b", "c"], track: .swift) == example.next)
    }
  }

  @Test("A lesson done on one track is not done on the other; without lessons there is no next one")
  func findsNextOfTrack() {
    var progress = Progress()
    progress["a", .swift].isSkipped = true
    #expect(progress.nextLesson(in: ["a"], track: .swift) == nil)
    #expect(progress.nextLesson(in: ["a"], track: .fastapi) == "a")
    #expect(progress.nextLesson(in: [], track: .fastapi) == nil)
  }
}
