import Foundation
import Similarity
import TestSupport
import Testing

/// The threshold is chosen from these: over all pairs of right modules that lessons ship, written independently of each
/// other, the most alike had a score of 0.49 when all other modules were templates (62 of 315 pairs had enough tokens of
/// their own to be compared), and variants at most 0.17 with the lesson's own templates (19 of 44). Copies with other
/// names, order and layout have 0.9 and more.
@Suite("Likeness of the modules that ship", .timeLimit(.minutes(10)))
struct ShippedModulesTests {
  private struct Group: CustomStringConvertible {
    let lesson: String
    let track: String
    let broken: [SourceText]
    let fixes: [String: [SourceText]]
    let variants: [String: [SourceText]]
    var description: String { "\(lesson) \(track)" }
  }

  private static func folders(in path: String) -> [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  private static func files(in folder: String, _ suffix: String) -> [SourceText] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).sorted().filter { $0.hasSuffix(suffix) }
      .compactMap { path in
        (try? String(contentsOfFile: "\(folder)/\(path)", encoding: .utf8)).map { SourceText(path: path, text: $0) }
      }
  }

  private static func modules(in folder: String, _ suffix: String) -> [String: [SourceText]] {
    folders(in: folder).reduce(into: [:]) { modules, name in
      let found = files(in: "\(folder)/\(name)", suffix)
      if !found.isEmpty { modules[name] = found }
    }
  }

  private static let groups = folders(in: "\(Products.project)/Lessons").flatMap { lesson in
    [("fastapi", ".py"), ("swift", ".swift")].map { track, suffix in
      Group(
        lesson: lesson, track: track, broken: files(in: "\(Products.project)/Lessons/\(lesson)/\(track)", suffix),
        fixes: modules(in: "\(Products.project)/Solutions/\(lesson)/\(track)", suffix),
        variants: modules(in: "\(Products.project)/Lessons/\(lesson)/variants", suffix))
    }
  }

  @Test("No two right modules of a lesson are reported, each pair as if no one had shipped it")
  func independent() {
    var pairs = 0
    for group in Self.groups {
      let modules = group.fixes.merging(group.variants) { first, _ in first }
      let names = modules.keys.sorted()
      for (index, first) in names.enumerated() {
        for second in names[(index + 1)...] {
          let templates = [group.broken] + modules.filter { $0.key != first && $0.key != second }.values
          let both = modules.filter { $0.key == first || $0.key == second }
          #expect(SimilarModules(templates: templates).pairs(both).isEmpty, "\(group): \(first) and \(second)")
          pairs += 1
        }
      }
    }
    #expect(pairs > 300)
  }

  @Test("No two variants are reported when the lesson's modules are the templates, as grading does it")
  func variants() {
    for group in Self.groups {
      let similar = SimilarModules(templates: [group.broken] + Array(group.fixes.values))
      #expect(similar.pairs(group.variants).isEmpty, "\(group)")
    }
  }

  @Test("A variant with other names is still found beside the variant")
  func copies() {
    var found = 0
    for group in Self.groups {
      let similar = SimilarModules(templates: [group.broken] + Array(group.fixes.values))
      for (name, files) in group.variants {
        let copy = files.map { file in
          SourceText(
            path: file.path,
            text: file.text.replacing("response", with: "r").replacing("request", with: "call").replacing(
              "symbol", with: "name"))
        }
        let pairs = similar.pairs([name: files, "copy": copy])
        if let pair = pairs.first, pair.score > 0.9 { found += 1 }
      }
    }
    #expect(found >= 15)
  }
}
