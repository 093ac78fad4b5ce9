import Base
import Foundation
import Learner
import Testing
import Tracks

@Suite("Progress that a learner sends", .timeLimit(.minutes(10)))
final class ReceivedProgressTests {
  private let root = FileManager.default.temporaryDirectory.path + "/received-tests-\(UUID().uuidString)"
  private let file: ProgressFile
  private var export: String { root + "/ana.json" }

  init() throws {
    try FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
    file = ProgressFile(workspace: Workspace(directory: root + "/workspace"))
  }

  deinit {
    try? FileManager.default.removeItem(atPath: root)
  }

  private func read(_ text: Data) throws -> Progress { try ReceivedProgress.read(text, file: "ana.json") }

  private func said(_ text: String) -> String? {
    #expect(throws: ReceivedProgressError.self) { try read(Data(text.utf8)) }.map { "\($0)" }
  }

  @Test("An export and the file of a workspace are read alike")
  func readsBoth() async throws {
    let written = try await file.update { $0.start(lesson: "01-blocking", track: Track("swift"), at: .now) }
    try file.export(to: export)
    let exported = try Data(contentsOf: URL(fileURLWithPath: export))
    #expect(ReceivedProgress.isExport(exported))
    #expect(try read(exported) == written)
    let own = try Data(contentsOf: URL(fileURLWithPath: file.path))
    #expect(!ReceivedProgress.isExport(own))
    #expect(try read(own) == written)
  }

  @Test("What cannot be read is one sentence that names the file and the next step")
  func says() async throws {
    _ = try await file.update { $0.start(lesson: "01-blocking", track: Track("swift"), at: .now) }
    try file.export(to: export)
    let exported = try String(contentsOfFile: export, encoding: .utf8)
    let cut = String(exported.prefix(exported.count - 40))
    #expect(
      said(cut)
        == "ana.json was changed or cut off after it was exported. Ask for what `progress --export FILE` writes, whole."
    )
    #expect(said(exported.replacing("\"attempts\" : 0", with: "\"attempts\" : 7"))?.contains("was changed") == true)
    #expect(
      said("{\"format_version\": 9, \"progress\": {}}")
        == "ana.json has format 9, which a newer pitfall wrote; this one reads format 2 and older ones. Use the newer one."
    )
    for text in ["", "[]", "{}", "{\"format_version\": 2", "{\"format_version\": 2, \"progress\": 1}"] {
      #expect(said(text)?.hasPrefix("ana.json is not a progress file: ") == true, "\(text)")
    }
  }
}
