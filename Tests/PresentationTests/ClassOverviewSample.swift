import Base
import Foundation
import Report

/// A class of which every kind of learner has one.
enum ClassOverviewSample {
  static let swift = Track("swift")
  static let fastapi = Track("fastapi")

  static func failed(_ pairs: (check: String, cause: String?)...) -> FailureSignature {
    FailureSignature(pairs.map { .init(check: $0.check, title: "Title of \($0.check)", cause: $0.cause) })
  }

  static let blocked = failed(("loop", "loop.blocked"), ("order", "order.one-at-a-time"))

  static func started(
    _ signature: FailureSignature?, points: Int? = nil, lesson: String = "01-blocking", track: Track = swift
  ) -> Standing {
    Standing(
      lesson: lesson, track: track, state: .started, points: points, ofPoints: points.map { _ in 8 }, attempts: 2,
      module: signature == nil ? .unchanged : .failed, signature: signature)
  }

  static func passed(_ lesson: String, track: Track = swift, seen: Bool = false) -> Standing {
    Standing(lesson: lesson, track: track, state: .passed, points: 8, ofPoints: 8, attempts: 1, hasSeenSolution: seen)
  }

  static let known = [
    KnownModule(
      lesson: "01-blocking", track: swift, kind: .broken, name: "broken", fails: ["loop", "order", "contract"]),
    KnownModule(
      lesson: "01-blocking", track: swift, kind: .decoy, name: "short-sleep", fails: ["loop", "order"],
      note: "A pause is a pause."),
    KnownModule(lesson: "01-blocking", track: fastapi, kind: .decoy, name: "gather", fails: ["order"], note: "No."),
    KnownModule(lesson: "01-blocking", track: fastapi, kind: .decoy, name: "one-worker", fails: ["order"], note: "No."),
  ]

  static let learners: [ClassOverview.Learner] = [
    .init(name: "ben", current: "01-blocking", standings: [started(blocked, points: 5)]),
    .init(
      name: "ana", current: "02-queries",
      standings: [passed("01-blocking", seen: true), started(failed(("starts", nil)), lesson: "02-queries")]),
    .init(name: "cora", standings: [started(blocked, points: 5)]),
    .init(
      name: "dan", current: "01-blocking",
      standings: [
        started(failed(("order", "order.overtaken")), points: 6, track: fastapi),
        Standing(lesson: "02-queries", track: fastapi, state: .skipped),
      ]),
    .init(name: "eva", standings: [started(nil)]),
    .init(name: "finn", standings: []),
  ]

  static let overview = ClassOverview(
    collected: Date(timeIntervalSince1970: 1_795_000_000),
    lessons: [.init(id: "01-blocking", title: "Blocking"), .init(id: "02-queries", title: "Queries")],
    learners: learners, known: known,
    problems: [.init(learner: "gina", text: "gina.json is not a progress file: it is not JSON, or was cut off.")])
}
