internal import Base
internal import Demo
internal import Files
internal import Formats
internal import Foundation
internal import Report

/// The files with a race's numbers that a demo leaves behind, if they are asked for.
final class DemoFiles: Sendable {
  private let json: String?
  private let html: String?
  private let failure: Locked<(any ToldError)?> = Locked(nil)

  /// Throws `FileError` when there can be no file at one of the paths, because a class should not have to wait for that.
  init(json: String?, html: String?) throws {
    self.json = json
    self.html = html
    for path in [json, html].compactMap(\.self) { try AtomicFile.requirePlace(for: path) }
  }

  /// A file that cannot be written does not stop a demo; `check` tells it afterwards.
  func write(_ result: RaceResult, of demo: Demo) {
    do {
      if let json { try AtomicFile.write(DemoArchive.document(result), to: json) }
      if let html {
        try AtomicFile.write(Data(DemoReportPage.text(demo.session().summary(of: result)).utf8), to: html)
      }
    } catch let error as any ToldError {
      failure.withLock { $0 = error }
    } catch {
      failure.withLock { $0 = FileError(path: html ?? json ?? "", action: "written", code: EIO) }
    }
  }

  /// Throws what went wrong with the last files that could not be written.
  func check() throws {
    if let failure = failure.withLock({ $0 }) { throw failure }
  }
}
