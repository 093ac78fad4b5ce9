import Foundation
import LineEditor

// A minimal session for the tests of LineEditor: line-editor [--plain] [--history PATH].
let arguments = CommandLine.arguments
let history = arguments.firstIndex(of: "--history").map { arguments[$0 + 1] }

let words = ["list", "later", "lessons", "apply broken", "apply bonus", "apply busy", "quit"]
@Sendable func complete(_ line: String) -> Completion {
  let start = line.lastIndex(of: " ").map { line.index(after: $0) } ?? line.startIndex
  let (before, word) = (line[..<start], line[start...])
  let fits = words.filter { $0.hasPrefix(line) }.map { String($0.dropFirst(before.count)) }
  let whole = Set(fits.map { String($0.prefix { $0 != " " }) }).sorted()
  return Completion(replacedLength: word.count, candidates: whole.map { Completion.Candidate($0) })
}

let source: any LineSource =
  if LineReading.choose(
    isPlainWanted: arguments.contains("--plain"), environment: ProcessInfo.processInfo.environment) == .plain
  {
    try PlainReader()
  } else {
    try LineEditor(.init(program: "line-editor", historyPath: history, complete: complete))
  }
try await Session(source: source).run()
