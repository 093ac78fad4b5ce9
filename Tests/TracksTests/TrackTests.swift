import Base
import Foundation
import ModuleRuntime
import TestSupport
import Testing
import Tracks

@Suite(.timeLimit(.minutes(10)))
struct TrackTests {
  @Test("A track is written as a string, both as a value and as a key")
  func isCodable() throws {
    let tracks: [Track] = [.swift, .fastapi]
    let text = try JSONEncoder().encode(tracks)
    #expect(String(decoding: text, as: UTF8.self) == #"["swift","fastapi"]"#)
    #expect(try JSONDecoder().decode([Track].self, from: text) == tracks)
    #expect(tracks.sorted() == [.fastapi, .swift])
  }

  @Test("A name that cannot be a folder's name is not a track", arguments: ["", "Swift", "a/b", "..", "a b", "é"])
  func rejectsOtherNames(name: String) {
    #expect(Track(rawValue: name) == nil)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Track].self, from: Data("[\"\(name)\"]".utf8)) }
  }

  @Test("No two tracks have the same name or title, and the standard one is offered first")
  func areDistinct() throws {
    let layouts = TrackRegistry.layouts
    #expect(Set(layouts.map(\.track)).count == layouts.count)
    #expect(Set(layouts.map(\.title)).count == layouts.count)
    #expect(layouts.map(\.track).first == TrackRegistry.standard)
    let unknown = try #require(Track(rawValue: "rust"))
    #expect(!TrackRegistry.has(unknown))
    let error = #expect(throws: UnknownTrack.self) { try TrackRegistry.definition(of: unknown) }
    #expect(error?.description.hasPrefix("There is no track 'rust': choose swift") == true)
  }

  @Test("A main file is a source file, and the learner's extra files are not", arguments: TrackRegistry.layouts)
  func hasConsistentFiles(layout: TrackLayout) throws {
    #expect(layout.isSource(layout.mainFile))
    let installation = try Installation.around(executable: Products.path("pitfall"))
    let extras = try TrackRegistry.definition(of: layout.track).workspaceFiles(installation)
    #expect(Set(extras.keys).isSubset(of: layout.toolFiles))
    #expect(layout.toolFiles.allSatisfy { !layout.isSource($0) })
  }
}
