internal import Base
internal import Foundation
package import Lessons

/// Reads a lesson's demo.yaml; every error names the file and line.
package enum DemoReader {
  package static let formatVersion = 1
  private static let longestQuestion = 2...4

  package static func file(of lesson: Lesson) -> String { lesson.directory + "/demo.yaml" }

  package static func hasDemo(_ lesson: Lesson) -> Bool { FileManager.default.fileExists(atPath: file(of: lesson)) }

  /// Throws `ManifestError`, and `DemoError` for a lesson without a demo.
  package static func read(_ lesson: Lesson) throws -> DemoScript {
    let file = file(of: lesson)
    guard hasDemo(lesson) else { throw DemoError.noDemo(lesson: lesson.id) }
    var fields = try ManifestFields(.read(file, orElse: "cannot be read"), "a demo")
    try fields.formatVersion(formatVersion)
    let question = try question(fields.required("question"))
    var race = try ManifestFields(fields.required("race"), "'race'")
    let (caption, kind, parameters) = (
      try race.text("caption"), try race.required("kind"), try race.required("with")
    )
    try race.end()
    let script = DemoScript(
      file: file, question: question, caption: caption, race: try RaceRegistry.make(kind, parameters, for: lesson),
      reveal: try fields.text("reveal"), rule: try fields.text("rule"),
      notes: try fields.optional("notes").map(notes) ?? [:],
      tracks: try tracks(fields.required("tracks"), of: lesson))
    try fields.end()
    return script
  }

  private static func question(_ node: ManifestNode) throws -> DemoScript.Question {
    var fields = try ManifestFields(node, "'question'")
    let text = try fields.text("ask")
    let list = try fields.required("choices")
    let choices = try list.list("'choices'").map { try $0.text("an entry of 'choices'") }
    guard longestQuestion.contains(choices.count) else {
      throw ManifestError("'choices' must have two to four entries, but has \(choices.count)", at: list.place)
    }
    // In the file, as on the screen, the first choice is 1.
    let answer = try fields.required("answer")
    let number = try answer.convert("'answer'", to: Int.self, named: "the number of a choice")
    guard (1...choices.count).contains(number) else {
      throw ManifestError(
        "'answer' must be the number of a choice, from 1 to \(choices.count), but is \(number)", at: answer.place)
    }
    try fields.end()
    return DemoScript.Question(text: text, choices: choices, answer: number - 1)
  }

  private static func notes(_ node: ManifestNode) throws -> [DemoScript.Step: String] {
    var fields = try ManifestFields(node, "'notes'")
    let pairs = try DemoScript.Step.allCases.compactMap { step in
      try fields.optional(step.rawValue).map { (step, try $0.text("'\(step.rawValue)' in 'notes'")) }
    }
    try fields.end()
    return Dictionary(uniqueKeysWithValues: pairs)
  }

  private static func tracks(_ node: ManifestNode, of lesson: Lesson) throws -> [Track: DemoScript.TrackScript] {
    var fields = try ManifestFields(node, "'tracks'")
    var scripts: [Track: DemoScript.TrackScript] = [:]
    for track in lesson.tracks {
      guard let node = fields.optional(track.rawValue) else { continue }
      scripts[track] = try script(node, track, of: lesson)
    }
    try fields.end()
    guard !scripts.isEmpty else { throw ManifestError("'tracks' must have at least one track", at: node.place) }
    return scripts
  }

  private static func script(
    _ node: ManifestNode, _ track: Track, of lesson: Lesson
  ) throws -> DemoScript.TrackScript {
    var fields = try ManifestFields(node, "'\(track.rawValue)'")
    let fix = try fields.required("fix")
    let name = try fix.text("'fix'")
    let known = lesson.fixes(track).map(\.name)
    guard known.contains(name) else {
      throw ManifestError("there is no fix '\(name)': \(known.alternatives)", at: fix.place)
    }
    let list = try fields.required("mark")
    let marks = try list.list("'mark'").map {
      Located(value: try $0.text("an entry of 'mark'"), place: $0.place)
    }
    guard !marks.isEmpty else { throw ManifestError("'mark' must have at least one entry", at: list.place) }
    let source = try mainFile(track, of: lesson)
    for mark in marks where !source.contains(mark.value) {
      throw ManifestError("no line of the broken module has the text '\(mark.value)'", at: mark.place)
    }
    try fields.end()
    return DemoScript.TrackScript(fix: name, marks: marks)
  }

  private static func mainFile(_ track: Track, of lesson: Lesson) throws -> String {
    let path = lesson.brokenModule(track) + "/" + (try lesson.layout(track).mainFile)
    return String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
  }
}
