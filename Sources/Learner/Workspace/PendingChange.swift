internal import Files
internal import Foundation
internal import Lessons

/// A change of a learner's module that is carried out to its end, by the next process if need be.
///
/// A folder of its own holds what is to stand there, and what stood there. It appears whole, by one rename; from then
/// on the change counts as made. The module's own folder stays the same one: a shell, an editor or a watcher may be
/// in it, and would be left behind in a folder that was exchanged for another.
struct PendingChange {
  private struct Plan: Codable {
    /// Where below the records the old files shall be kept.
    let keeps: String?
    /// What undoing takes off the stack.
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

  /// Afterwards the change survives the end of this process.
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

  /// Completes what a process that was killed has left; nothing to do otherwise.
  func recover() throws {
    guard FileKind(folder) == .folder else { return }
    _ = try plan()
    let (old, new) = try files()
    for name in names(old, new) { try rescue(name, old, new) }
    let now = try ModuleFiles.named(Set(names(old, new)), in: module)
    let isLearners = names(old, new).contains { name in
      now.contents[name] != old.contents[name] && now.contents[name] != new.contents[name]
    }
    // Who has worked on it since, or has moved it away, wants what stands there.
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
      // It was written whole, so somebody else has changed it; what it would keep is not ours to throw away.
      throw WorkspaceError.cannotRead(path: planFile, reason: "it is not what pitfall wrote")
    }
    return plan
  }

  private func files() throws -> (old: ModuleFiles, new: ModuleFiles) {
    // Without the old files everything is done but tidying.
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

  /// Keeps what the learner saved in the very moment before their file was replaced.
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

  /// A file of ours that a kill has cut off is such a beginning.
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
    // By one rename, so that nothing half removed is taken for a change to be made.
    try FileKind.move(folder, to: removing)
    try FileKind.remove(removing)
    AtomicFile.synchronize(folder: records)
  }
}
