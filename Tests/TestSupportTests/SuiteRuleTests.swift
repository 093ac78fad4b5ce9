import Foundation
import TestSupport
import Testing

/// What holds for all tests, so that none can hang for ever.
@Suite(.timeLimit(.minutes(10)))
struct SuiteRuleTests {
  private struct Source {
    let path: String
    let text: String

    /// Each type, or extension of one, at the top level: its name, what stands above its declaration, and the rest.
    var types: [(name: String, attributes: String, text: String)] {
      let declaration = /\n((?:[^\n]+\n)*)(?:(?:private|package|final) )*(?:struct|class|enum|actor|extension) (\w+)/
      let found = Array(text.matches(of: declaration))
      return found.indices.map { index in
        let end = index + 1 < found.count ? found[index + 1].range.lowerBound : text.endIndex
        return (String(found[index].2), String(found[index].1), String(text[found[index].range.upperBound..<end]))
      }
    }
  }

  private static func sources() throws -> [Source] {
    let root = Products.project + "/Tests"
    return try FileManager.default.subpathsOfDirectory(atPath: root).filter { $0.hasSuffix(".swift") }.map { path in
      Source(path: path, text: try String(contentsOfFile: "\(root)/\(path)", encoding: .utf8))
    }
  }

  @Test("Every suite has a time limit, of no less than ten minutes because a busy machine may need them")
  func limitsSuites() throws {
    let types = try Self.sources().flatMap(\.types)
    let suites = Set(types.filter { $0.text.contains("@Test") }.map(\.name))
    let limited = Set(types.filter { $0.attributes.contains(/\.timeLimit\(\.minutes\([1-9][0-9]\)\)/) }.map(\.name))
    #expect(suites.count > 100)
    #expect(suites.subtracting(limited).sorted() == [], "write @Suite(.timeLimit(.minutes(10))) above these")
    // A second, shorter limit would count instead.
    let shorter = try Self.sources().filter { $0.text.contains(/timeLimi[t]\(\.minutes\([0-9]\)\)/) }.map(\.path)
    #expect(shorter == [])
  }

  @Test("A loop that waits for something is an `until`, which has a limit and says what it waits for")
  func limitsWaits() throws {
    let loop = /whil[e] [^\n]*\{[^\n]*(?:Task\.sleep|Task\.yield|usleep)/
    let found = try Self.sources().flatMap { source in
      source.text.matches(of: loop).map { "\(source.path): \($0.output)" }
    }
    #expect(found.sorted() == [])
  }
}
