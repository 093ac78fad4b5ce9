internal import Base

/// All formats that results can be written in.
package enum ResultFormats {
  package static let all: [any ResultFormat] = [
    GradescopeFormat(), PrairieLearnFormat(), JUnitFormat(), CTRFFormat(), TAPFormat(), CSVFormat(), JSONLinesFormat(),
    SubmissionPage(), ClassPage(),
  ]

  /// Throws `UnknownFormat`.
  package static func format(_ id: String) throws -> any ResultFormat {
    guard let format = all.first(where: { $0.id == id }) else {
      throw UnknownFormat(id: id, known: all.map(\.id))
    }
    return format
  }
}

package struct UnknownFormat: Equatable, ToldError {
  package let id: String
  package let known: [String]

  package var description: String { "There is no format '\(id)'. Choose \(known.alternatives)." }
}
