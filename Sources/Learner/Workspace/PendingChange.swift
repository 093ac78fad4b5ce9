internal import Files
internal import Foundation
internal import Lessons

/// A change of a learner's module that is always completed, by the next process if this one is killed.
///
/// The new files and the old ones are in a folder of their own. It appears complete, with one rename, and from then on
/// the change counts as made. The module's folder itself is never replaced, because a shell, an editor, or a watcher in
/// it would be left in the old one.
struct PendingChange {
  private struct Plan: Codable {
    /// Where to keep the old files, relative to the records; nil when they are not kept.
    let keeps: String?
    /// The snapshot that an undo restores and then removes.
    let drops: String?
  }

  private let module: String
  private let records: String

  private var folder: String { "\(records)/pending" }
  private var oldFolder: String { "\(folder)/old" }
  private var newFolder: String { "\(folder)/new" }
  private var planFile: String { "\(folder)/plan.json" }

  init(module: String, records: String) {
    self.module = module
    self.records = records
  }

  /// From here on the change survives the end of this process.
  func prepare(from old: ModuleFiles, to new: ModuleFiles, keeps: String?, drops: String?) throws {
    let making = "\(records)/making"
    try Folder.make(records)
    try FileKind.remove(making)
    try old.write(to: "\(making)/old")
    try new.write(to: "\(making)/new")
    try AtomicFile.write(JSONEncoder().encode(Plan(keeps: keeps, drops: drops)), to: "\(making)/plan.json")
    try FileKind.move(making, to: folder)
    AtomicFile.synchronize(folder: records)
  }

  /// Completes the change that a killed process left, if there is one.
  func recover() throws {
    guard FileKind(folder) == .folder else { return }
    _ = try plan()
    let (old, new) = try files()
    for name in names(old, new) { try rescue(name, old, new) }
    let now = try ModuleFiles.named(Set(names(old, new)), in: module)
    let isLearners = names(old, new).contains { name in
      now.contents[name] != old.contents[name] && now.contents[name] != new.contents[name]
    }
    // A learner who has since worked on the module, or moved it away, wants it as it is.
    let isWanted = FileKind(oldFolder) == .folder && Folder.exists(module) && !isLearners
    if isWanted { try replace(old, new) }
    try finish(drops: !isLearners)
  }

  func carryOut() throws {
    let (old, new) = try files()
    try replace(old, new)
    try finish(drops: true)
  }

  private func plan() throws -> Plan {
    guard let text = try RegularFile.read(planFile), let plan = try? JSONDecoder().decode(Plan.self, from: text) else {
      // It was written atomically, so someone has changed it, and the files that it would keep must not be lost.
      throw WorkspaceError.cannotRead(path: planFile, reason: "it is not what pitfall wrote")
    }
    return plan
  }

  private func files() throws -> (old: ModuleFiles, new: ModuleFiles) {
    // When the old files are gone, only the cleaning up is left.
    guard FileKind(oldFolder) == .folder else { return (ModuleFiles(), ModuleFiles()) }
    return (try .kept(in: oldFolder), try .kept(in: newFolder))
  }

  private func names(_ old: ModuleFiles, _ new: ModuleFiles) -> [String] {
    Set(old.names).union(new.names).sorted()
  }

  private func replace(_ old: ModuleFiles, _ new: ModuleFiles) throws {
    for name in names(old, new) where old.contents[name] != new.contents[name] {
      let place = "\(module)/\(name)"
      let beside = Self.beside(place)
      try FileKind.remove(beside)
      if let content = new.contents[name] {
        try Folder.make((place as NSString).deletingLastPathComponent)
        switch content {
        case .bytes(let bytes): try AtomicFile.create(beside, bytes)
        case .link: try ModuleFiles.write(content, to: beside)
        }
        try FileSwap.put(beside, at: place)
      } else if FileKind(place) != .nothing {
        try FileKind.move(place, to: beside)
      }
      try rescue(name, old, new)
    }
    AtomicFile.synchronize(folder: module)
  }

  /// Keeps what the learner saved in the moment before their file was replaced.
  private func rescue(_ name: String, _ old: ModuleFiles, _ new: ModuleFiles) throws {
    let beside = Self.beside("\(module)/\(name)")
    if let saved = try ModuleFiles.content(of: beside), saved != old.contents[name],
      !Self.isBeginning(saved, of: new.contents[name])
    {
      try FileKind.remove("\(oldFolder)/\(name)")
      try ModuleFiles.write(saved, to: "\(oldFolder)/\(name)")
    }
    try FileKind.remove(beside)
  }

  /// True for a file of ours that was cut off by a kill.
  private static func isBeginning(_ content: ModuleFiles.Content, of other: ModuleFiles.Content?) -> Bool {
    switch (content, other) {
    case (.bytes(let bytes), .bytes(let whole)): whole.starts(with: bytes)
    default: content == other
    }
  }

  private static func beside(_ place: String) -> String {
    let folder = (place as NSString).deletingLastPathComponent
    return "\(folder)/.\((place as NSString).lastPathComponent).pitfall"
  }

  private func finish(drops: Bool) throws {
    let plan = try plan()
    if let keeps = plan.keeps, FileKind(oldFolder) == .folder {
      let kept = "\(records)/\(keeps)"
      try Folder.make((kept as NSString).deletingLastPathComponent)
      try FileKind.move(oldFolder, to: kept)
    }
    let removing = "\(records)/removing"
    try FileKind.remove(removing)
    if drops, let dropped = plan.drops { try FileKind.remove("\(records)/\(dropped)") }
    // One rename, so that a half-removed folder is not mistaken for a pending change.
    try FileKind.move(folder, to: removing)
    try FileKind.remove(removing)
    AtomicFile.synchronize(folder: records)
  }
}
