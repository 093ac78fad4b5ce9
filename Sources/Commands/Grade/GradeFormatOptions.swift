internal import ArgumentParser
internal import Base
internal import Formats

/// The formats that results are written in, besides those that every output folder has.
struct GradeFormatOptions: ParsableArguments {
  private static let always: Set<String> = [
    CSVFormat().id, JSONLinesFormat().id, SubmissionPage().id, ClassPage().id,
  ]

  @Option(
    name: .customLong("format"),
    help: ArgumentHelp(
      "Also write the results as \(offered.alternatives); repeat it for several.", valueName: "format"),
    completion: .list(offered))
  var ids: [String] = []

  private static var offered: [String] { ResultFormats.all.map(\.id).filter { !always.contains($0) } }

  func validate() throws {
    do {
      for id in ids { _ = try ResultFormats.format(id) }
    } catch {
      // The parser takes another error for a bug.
      throw ValidationError("\(error)")
    }
  }
}
