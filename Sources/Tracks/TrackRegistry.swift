package import Base

/// The tracks of this pitfall. Adding one means a folder beside this file, and its definition in this list.
package enum TrackRegistry {
  /// In the order in which they are offered.
  package static let all: [any TrackDefinition] = [SwiftTrack(), FastAPITrack()]

  /// The one that is meant when none is named.
  package static let standard = Track.swift

  package static var layouts: [TrackLayout] { all.map(\.layout) }

  package static func has(_ track: Track) -> Bool { all.contains { $0.track == track } }

  /// Throws `UnknownTrack`.
  package static func definition(of track: Track) throws -> any TrackDefinition {
    guard let definition = all.first(where: { $0.track == track }) else { throw UnknownTrack(track: track) }
    return definition
  }
}

package struct UnknownTrack: Equatable, ToldError {
  package let track: Track

  package var description: String {
    "There is no track '\(track.rawValue)': choose \(TrackRegistry.all.map(\.track.rawValue).alternatives)."
  }
}
