package import Base
internal import Files
internal import Foundation
package import Lessons

extension Workspace {
  /// Creates the learner's copy, with the texts of extra files by name, and returns true. A copy that exists only gets the
  /// extra files that it lacks, and those of `extras` and `renewals` anew that name paths of another installation.
  package func start(
    _ lesson: Lesson, _ track: Track, extras: [String: String], renewals: [String: String] = [:]
  ) async throws -> Bool {
    let layout = try lesson.layout(track)
    try guardPack(lesson, track)
    return try await locked {
      try PendingChange(module: module(lesson, track), records: records(lesson, track)).recover()
      let folder = module(lesson, track)
      if FileKind(folder) != .nothing, !Folder.exists(folder) { throw WorkspaceError.noFolder(folder) }
      guard !isStarted(lesson, track) else {
        try add(extras, to: folder)
        try renew(extras.merging(renewals) { own, _ in own }, in: folder)
        _ = try mainFile(lesson, track)
        return false
      }
      // Written beside its place, so that a copy is complete or does not exist.
      let new = "\(directory)/\(lesson.id)/.\(track.rawValue).new"
      try FileKind.remove(new)
      try ModuleFiles.shipped(in: lesson.brokenModule(track), layout: layout).write(to: new)
      try add(extras, to: new)
      // A folder cannot be moved onto a link, which may point to an empty folder.
      if FileKind(folder) == .link { throw WorkspaceError.noFolder(folder) }
      try FileKind.move(new, to: folder)
      AtomicFile.synchronize(folder: "\(directory)/\(lesson.id)")
      return true
    }
  }

  /// Restores the broken module in the learner's copy; their other files stay.
  package func reset(_ lesson: Lesson, _ track: Track) async throws -> Change {
    try await change(lesson, lesson.layout(track), .reset, from: lesson.brokenModule(track))
  }

  /// Replaces the learner's module with a fix; their other files stay.
  package func apply(_ fix: ShippedModule, _ lesson: Lesson) async throws -> Change {
    try await change(lesson, fix.layout, .applied(fix: fix.name), from: fix.path)
  }

  /// Reverts the last reset or apply; called again, the one before it.
  package func undo(_ lesson: Lesson, _ track: Track) async throws -> Change {
    try await changing(lesson, track) {
      let records = records(lesson, track)
      guard let newest = try Self.numbers(in: "\(records)/snapshots").max() else {
        throw WorkspaceError.nothingToUndo(lesson: lesson.id, track)
      }
      let snapshot = "snapshots/\(Self.name(newest))"
      let new = try ModuleFiles.kept(in: "\(records)/\(snapshot)")
      let old = try learners(lesson, track, and: new)
      let ships = try lesson.modules.contains {
        try $0.track == track && .shipped(in: $0.path, layout: $0.layout) == old
      }
      let keeps = ships || old.names.isEmpty ? nil : "undone/\(Self.name(try nextNumber(records, "undone")))"
      return try replace(old, by: new, lesson, track, .undone, keeps: keeps, drops: snapshot)
    }
  }

  private func change(
    _ lesson: Lesson, _ layout: TrackLayout, _ kind: Change.Kind, from path: String
  ) async throws -> Change {
    let track = layout.track
    return try await changing(lesson, track) {
      let new = try ModuleFiles.shipped(in: path, layout: layout)
      let old = try learners(lesson, track, and: new)
      guard old != new else { return Change(kind: kind, files: [], kept: nil) }
      let number = try nextNumber(records(lesson, track), "snapshots")
      let keeps = old.names.isEmpty ? nil : "snapshots/\(Self.name(number))"
      return try replace(old, by: new, lesson, track, kind, keeps: keeps, drops: nil)
    }
  }

  private func changing(
    _ lesson: Lesson, _ track: Track, _ body: () throws -> Change
  ) async throws -> Change {
    try guardPack(lesson, track)
    let folder = module(lesson, track)
    if FileKind(folder) != .nothing, !Folder.exists(folder) { throw WorkspaceError.noFolder(folder) }
    guard isStarted(lesson, track) else { throw absence(of: lesson, track) }
    return try await locked {
      try PendingChange(module: folder, records: records(lesson, track)).recover()
      return try body()
    }
  }

  private func replace(
    _ old: ModuleFiles, by new: ModuleFiles, _ lesson: Lesson, _ track: Track, _ kind: Change.Kind, keeps: String?,
    drops: String?
  ) throws -> Change {
    let folder = module(lesson, track)
    let names = Set(old.names).union(new.names).filter { old.contents[$0] != new.contents[$0] }.sorted()
    for name in names {
      let place = "\(folder)/\(name)"
      // A link is replaced, not the file that it points to; but its folder must be outside of the pack.
      try requireOutsidePack(lesson, (place as NSString).deletingLastPathComponent)
      if let obstacle = obstacle(on: place) { throw WorkspaceError.noFolder(obstacle) }
      if [.folder, .other].contains(FileKind(place)) { throw WorkspaceError.noFile(place) }
    }
    let change = PendingChange(module: folder, records: records(lesson, track))
    let kept = names.isEmpty ? nil : keeps
    try change.prepare(from: old, to: new, keeps: kept, drops: drops)
    try change.carryOut()
    return Change(kind: kind, files: names, kept: kept.map { "\(records(lesson, track))/\($0)" })
  }

  private func learners(_ lesson: Lesson, _ track: Track, and other: ModuleFiles) throws -> ModuleFiles {
    try .learners(
      in: module(lesson, track), layout: lesson.layout(track), and: knownNames(lesson, track).union(other.names))
  }

  private func add(_ extras: [String: String], to folder: String) throws {
    for (name, text) in extras.sorted(by: { $0.key < $1.key }) where FileKind("\(folder)/\(name)") == .nothing {
      AtomicFile.removeLeftovers(of: "\(folder)/\(name)")
      try AtomicFile.write(Data(text.utf8), to: "\(folder)/\(name)")
    }
  }

  /// Writes those files anew that differ from what they should be only in quoted paths. All others are the learner's.
  private func renew(_ files: [String: String], in folder: String) throws {
    for (name, text) in files.sorted(by: { $0.key < $1.key }) where FileKind("\(folder)/\(name)") == .file {
      guard let old = try RegularFile.read("\(folder)/\(name)").map({ String(decoding: $0, as: UTF8.self) }) else {
        continue
      }
      let path = #/"[^"\n]*\/[^"\n]*"/#
      if old != text, old.replacing(path, with: "") == text.replacing(path, with: "") {
        try AtomicFile.write(Data(text.utf8), to: "\(folder)/\(name)")
      }
    }
  }

  private func guardPack(_ lesson: Lesson, _ track: Track) throws {
    for path in [directory, module(lesson, track), records(lesson, track)] {
      try requireOutsidePack(lesson, path)
    }
  }

  private func nextNumber(_ records: String, _ folder: String) throws -> Int {
    (try Self.numbers(in: "\(records)/\(folder)").max() ?? 0) + 1
  }

  private static func numbers(in folder: String) throws -> [Int] {
    guard FileKind(folder) != .nothing else { return [] }
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).compactMap { Int($0) }
    } catch {
      throw FileError(path: folder, action: "read", code: EACCES)
    }
  }

  /// At least four digits, so that a listing is in order.
  private static func name(_ number: Int) -> String {
    String(repeating: "0", count: max(0, 4 - String(number).count)) + String(number)
  }
}
