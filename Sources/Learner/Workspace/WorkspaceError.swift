package import Base

package enum WorkspaceError: Equatable, ToldError {
  case notStarted(lesson: String, Track)
  /// There was a copy, and now its folder is missing or empty.
  case copyGone(lesson: String, Track, folder: String)
  case nothingToUndo(lesson: String, Track)
  case noMainFile(String, folder: String, lesson: String)
  /// Something that is not a folder is where one is needed.
  case noFolder(String)
  /// Something that is not a file is where a module's file is needed.
  case noFile(String)
  case cannotWrite(path: String, reason: String)
  case cannotRead(path: String, reason: String)
  case insidePack(String, pack: String)
  case busy(lock: String)

  package var description: String {
    switch self {
    case .notStarted(let lesson, let track):
      "\(lesson) is not started on the \(track.rawValue) track. "
        + "`start \(lesson) --track \(track.rawValue)` creates your copy of its module."
    case .copyGone(let lesson, let track, let folder):
      "Your copy of \(lesson) is gone: nothing is in \(folder). Put it back, or make a new one with "
        + "`start \(lesson) --track \(track.rawValue)`."
    case .nothingToUndo(let lesson, let track):
      "There is nothing to undo: no `reset` or `apply` has changed your \(track.rawValue) module of \(lesson)."
    case .noMainFile(let name, let folder, let lesson):
      "There is no \(name) in \(folder). `reset \(lesson)` restores the lesson's module and keeps your other files."
    case .noFolder(let path):
      "\(path) is not a folder, but the workspace needs one there. Move it away, or choose another with --workspace DIR."
    case .noFile(let path):
      "\(path) is not a file, but the module needs one there. Move it away, then try again."
    case .cannotWrite(let path, let reason):
      "\(path) cannot be written: \(reason). Change its permissions, or choose another folder with --workspace DIR."
    case .cannotRead(let path, let reason):
      "\(path) cannot be read: \(reason). Change its permissions, then try again."
    case .insidePack(let path, let pack):
      "\(path) is inside \(pack), which ships with the lessons and is never changed. "
        + "Choose another folder with --workspace DIR."
    case .busy(let lock):
      "Another pitfall is changing this workspace and holds \(lock). Try again when it is done."
    }
  }
}
