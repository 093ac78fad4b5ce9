internal import Base
internal import Files
internal import Foundation
package import Report

/// The results.jsonl of a folder. Several processes can append to it.
package struct ResultsFile: Sendable {
  package static let name = "results.jsonl"

  package let path: String
  private let journal: LineJournal

  /// `path` is the file, or a folder that has one.
  package init(_ path: String) {
    self.path =
      Folder.exists(path) || !path.hasSuffix(".jsonl") && !path.hasSuffix(".json")
      ? Path.joined(path, Self.name) : path
    journal = LineJournal(path: self.path)
  }

  /// The folder that it lies in, and that keeps its submissions.
  package var folder: String { Path.folder(path) }

  /// Every complete line, in order; none when there is no file. Throws `FileError`.
  package func read() throws -> [GradeResult] {
    let lines = try RegularFile.read(path)?.split(separator: UInt8(ascii: "\n")) ?? []
    return lines.compactMap { GradeLine.decode(Data($0)) }
  }

  /// As `read`, but throws `ResultsFileError` when there is no file, or only lines that are no results. The file of a shard
  /// without submissions is empty.
  package func readShard() throws -> [GradeResult] {
    try RegularFile.read(path)?.isEmpty == true ? [] : readSome()
  }

  /// As `read`, but throws `ResultsFileError` when there is no result.
  package func readSome() throws -> [GradeResult] {
    let results = try read()
    guard !results.isEmpty else { throw ResultsFileError(path: path) }
    return results
  }

  /// Makes an empty file if there is none, for a shard without submissions.
  package func create() throws {
    try ResultsNotWritten.check { try journal.create() }
  }

  /// Returns once the result would survive a power failure.
  package func append(_ result: GradeResult) async throws {
    do {
      try await journal.append(GradeLine.encode(result))
    } catch let error as FileError {
      throw ResultsNotWritten(reason: "\(error)")
    }
  }

  /// Joins others with those that are there.
  package func merge(_ others: [GradeResult]) async throws -> ResultsMerge {
    var merge = ResultsMerge([])
    try await journal.rewrite { lines in
      merge = ResultsMerge(lines.compactMap(GradeLine.decode) + others)
      return try merge.results.map(GradeLine.encode)
    }
    return merge
  }
}

package struct ResultsFileError: Equatable, ToldError {
  package let path: String

  package init(path: String) {
    self.path = path
  }

  package var description: String {
    "There is no result in \(path). Pass a folder that `pitfall grade` wrote to, or its results.jsonl."
  }
}

/// The output folder cannot be written to, such as on a full disk.
package struct ResultsNotWritten: Equatable, ToldError {
  package let reason: String

  package init(reason: String) {
    self.reason = reason
  }

  /// Turns the errors of writing files into this one.
  package static func check<Value>(_ write: () throws -> Value) throws -> Value {
    do {
      return try write()
    } catch let error as FileError {
      throw ResultsNotWritten(reason: "\(error)")
    }
  }

  package var exitCode: Int32 { 75 }

  package var description: String {
    "\(reason) Finished results are kept. When the folder can be written to, run the same command again."
  }
}
