import Foundation
import Grading
import Report
import TestSupport
import Testing

@Suite("Joining results", .timeLimit(.minutes(10)))
struct ResultsMergeTests {
  private let sample: SampleClass

  init() throws {
    sample = try SampleClass()
  }

  @Test("What is there twice is kept once, and results of different runs stay in order")
  func joins() throws {
    let alice = try sample.result("alice", .passed)
    let bob = try sample.result("bob", .failed)
    let again = try sample.result("bob", .passed, attempt: 2)
    let others = try sample.result("alice", .failed, tools: "older", began: -100)
    let merge = ResultsMerge([again, bob, alice, alice, others])
    #expect(merge.results == [others, alice, bob, again])
    #expect(merge.duplicates == 1)
    #expect(merge.conflicts == [])
    #expect(merge.results.counting == [alice, again])
  }

  @Test("What says something replaces what says nothing")
  func prefersGradable() throws {
    let broken = try sample.result("alice", .infrastructure, problem: "no space")
    let failed = try sample.result("alice", .failed)
    #expect(ResultsMerge([failed, broken]).results == [failed])
    #expect(ResultsMerge([broken, broken]).results == [broken])
    #expect(ResultsMerge([broken, failed]).conflicts == [])
  }

  @Test("A pass and a fail of the same run are both kept for a person, the pass last")
  func findsConflicts() throws {
    let passed = try sample.result("alice", .passed)
    let failed = try sample.result("alice", .failed)
    for order in [[passed, failed], [failed, passed]] {
      let merge = ResultsMerge(order)
      #expect(merge.results.map(\.outcome) == [.failed, .passed])
      #expect(
        merge.results.map(\.review)
          == Array(repeating: "The same files failed and passed with the same checks and random values.", count: 2))
      #expect(merge.results.map(\.gradable) == [true, true])
      #expect(merge.conflicts == [GradeKey(passed)])
      #expect(merge.results.counting.map(\.outcome) == [.passed])
      // Once more changes nothing.
      #expect(ResultsMerge(merge.results).results == merge.results)
    }
  }

  @Test("A line survives being written and read; a torn one is skipped")
  func lines() async throws {
    let result = try sample.result("alice \u{2028}\"<b>", .failed, problem: "p")
    let file = ResultsFile(sample.out + "/results.jsonl")
    try FileManager.default.createDirectory(atPath: sample.out, withIntermediateDirectories: true)
    try await file.append(result)
    let handle = try #require(FileHandle(forWritingAtPath: file.path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"schema\":1".utf8))
    try handle.close()
    try await file.append(result)
    #expect(try file.read() == [result, result])
    #expect(throws: ResultsFileError(path: "/nowhere/results.jsonl")) { try ResultsFile("/nowhere").readSome() }
  }
}
