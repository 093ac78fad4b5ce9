package import Base
internal import Foundation
package import Lessons
internal import ModuleRuntime
package import Report

/// A demo that is ready to be shown: its script, and the two servers.
package struct Demo: Sendable {
  package let lesson: Lesson
  package let track: Track
  package let script: DemoScript
  package let contestants: [Contestant]

  /// `against` is the audience's own module in place of the fix. Throws `ManifestError`, `DemoError`, `PackError`, and
  /// what `ModuleSource` throws.
  package init(_ lesson: Lesson, track: Track, against other: String? = nil) throws {
    let layout = try lesson.layout(track)
    self.lesson = lesson
    self.track = track
    script = try DemoReader.read(lesson)
    let own = try script.script(track, of: lesson)
    let broken = Contestant("broken", try ModuleSource(lesson.brokenModule(track), layout: layout))
    if let other {
      let name = URL(fileURLWithPath: other).lastPathComponent
      contestants = [broken, Contestant(name.excerpt(20), try ModuleSource(other, layout: layout))]
    } else {
      guard let fix = lesson.fixes(track).first(where: { $0.name == own.fix }) else {
        throw DemoError.noDemo(lesson: lesson.id)
      }
      contestants = [broken, Contestant("fixed", try ModuleSource(fix.path, layout: layout))]
    }
  }

  package func session(at step: DemoState.Step = .code) throws -> DemoSession {
    let (broken, fixed) = (try Self.lines(contestants[0].source), try Self.lines(contestants[1].source))
    let marks = try script.script(track, of: lesson).marks.map(\.value)
    var state = DemoState(
      lesson: lesson.id, title: lesson.title, track: track, names: contestants.map(\.name),
      question: script.question.text, choices: script.question.choices, caption: script.caption,
      code: broken.enumerated().map { index, line in
        DemoState.CodeLine(number: index + 1, line, marks.contains { line.contains($0) } ? .marked : .plain)
      })
    state.step = step
    return DemoSession(
      state,
      DemoSession.Secrets(
        answer: script.question.answer, reveal: script.reveal, fix: LineDifference.lines(from: broken, to: fixed),
        rule: script.rule))
  }

  private static func lines(_ source: ModuleSource) throws -> [String] {
    let text = String(decoding: FileManager.default.contents(atPath: source.mainFile) ?? Data(), as: UTF8.self)
      .replacing("\r\n", with: "\n")
    return (text.hasSuffix("\n") ? text.dropLast() : text[...]).split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0).replacing("\t", with: "    ").harmless }
  }
}

/// Both versions of a text in one, line by line.
enum LineDifference {
  static func lines(from old: [String], to new: [String]) -> [DemoState.CodeLine] {
    let changes = new.difference(from: old)
    let removed = Set(changes.removals.map { offset($0) })
    let added = Set(changes.insertions.map { offset($0) })
    var lines: [DemoState.CodeLine] = []
    var (before, after) = (0, 0)
    while before < old.count || after < new.count {
      if before < old.count, removed.contains(before) {
        lines.append(DemoState.CodeLine(number: nil, old[before], .removed))
        before += 1
      } else if after < new.count, added.contains(after) {
        lines.append(DemoState.CodeLine(number: after + 1, new[after], .added))
        after += 1
      } else {
        lines.append(DemoState.CodeLine(number: after + 1, new[after]))
        (before, after) = (before + 1, after + 1)
      }
    }
    return lines
  }

  private static func offset(_ change: CollectionDifference<String>.Change) -> Int {
    switch change {
    case .insert(let offset, _, _), .remove(let offset, _, _): offset
    }
  }
}
