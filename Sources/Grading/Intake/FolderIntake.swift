internal import Base
internal import Foundation

/// Takes the wanted files of a folder: regular files only, through descriptors, within limits.
struct FolderIntake {
  private let rules: IntakeRules
  /// True for a folder that pitfall unpacked an archive into: everything in it is pitfall's own, so an owner says nothing.
  private let isUnpacked: Bool
  private(set) var taken = IntakeFiles()
  private var bytes = 0
  private var entries = 0

  init(_ rules: IntakeRules, isUnpacked: Bool) {
    self.rules = rules
    self.isUnpacked = isUnpacked
  }

  /// Throws `IntakeRejection`, and `IntakeFault` for a fault of this machine.
  static func take(_ folder: OpenedFile, rules: IntakeRules, isUnpacked: Bool = false) throws -> IntakeFiles {
    var intake = FolderIntake(rules, isUnpacked: isUnpacked)
    try intake.walk(folder, prefix: "", depth: 0)
    return intake.taken
  }

  private mutating func walk(_ folder: OpenedFile, prefix: String, depth: Int) throws {
    guard let names = try folder.names(limit: rules.limits.entries - entries) else {
      throw IntakeRejection("holds more than \(rules.limits.entries) files and folders")
    }
    entries += names.count
    // A Python environment, whatever its name.
    if names.contains("pyvenv.cfg") { return }
    for name in names where !IntakeRules.isIgnored(name) {
      let path = prefix + name
      do {
        switch OpenedFile.kind(of: name, in: folder) {
        case .folder?:
          guard depth < rules.limits.depth else {
            leaveOut(path, "lies more than \(rules.limits.depth) folders deep")
            continue
          }
          try walk(OpenedFile(name, in: folder), prefix: path + "/", depth: depth + 1)
        case .file? where rules.isWanted(name): try take(name, path, in: folder)
        case .link? where rules.isWanted(name): leaveOut(path, "is a symbolic link")
        case .other? where rules.isWanted(name): leaveOut(path, "is neither a file nor a folder")
        default: break
        }
      } catch let fault as IntakeFault where !fault.isOurs {
        leaveOut(path, "cannot be read: \(fault.reason)")
      }
    }
  }

  private mutating func take(_ name: String, _ path: String, in folder: OpenedFile) throws {
    let file = try OpenedFile(name, in: folder)
    guard file.kind == .file else { return leaveOut(path, "was changed while it was read") }
    // Its other name may be a file that its owner never meant to submit. A backup's hard links have the folder's owner.
    guard file.status.st_nlink == 1 || (!isUnpacked && file.status.st_uid == folder.status.st_uid) else {
      return leaveOut(path, "is a hard link to another file")
    }
    guard let bytes = try file.read(limit: rules.limits.file) else {
      return leaveOut(path, "is larger than \(rules.limits.file >> 10) KiB")
    }
    self.bytes += bytes.count
    guard self.bytes <= rules.limits.total else {
      throw IntakeRejection("holds more than \(rules.limits.total >> 20) MiB of source files")
    }
    guard taken.files.count < rules.limits.count else {
      throw IntakeRejection("holds more than \(rules.limits.count) source files")
    }
    guard taken.files.updateValue(.init(bytes: bytes, modified: file.modified), forKey: path) == nil else {
      throw IntakeRejection("holds two files whose names look the same, \(path.excerpt())")
    }
  }

  private mutating func leaveOut(_ path: String, _ reason: String) {
    // No one reads more.
    if taken.leftOut.count < 20 { taken.leftOut.append("\(path.excerpt(80)) \(reason)") }
  }
}
