package import Base

package enum WorkspaceError: Error, Equatable, CustomStringConvertible {
  case notStarted(lesson: String, Track)
  case nothingToUndo(lesson: String, Track)
  case noMainFile(String, folder: String, lesson: String)
  /// Something that is no folder stands where one is needed.
  case noFolder(String)
  /// Something that is no file stands where a module's file is needed.
  case noFile(String)
  case cannotWrite(path: String, reason: String)
  case cannotRead(path: String, reason: String)
  case insidePack(String, pack: String)
  case busy(lock: String)

  package var description: String {
    switch self {
    case .notStarted(let lesson, let track):
      "\(lesson) is not started on the \(track.rawValue) track. "
        + "`start \(lesson) --track \(track.rawValue)` makes your copy of its module."
    case .nothingToUndo(let lesson, let track):
      "There is nothing to undo: no `reset` or `apply` has changed your \(track.rawValue) module of \(lesson)."
    case .noMainFile(let name, let folder, let lesson):
      "\(folder) holds no \(name). `reset \(lesson)` puts the lesson's module there again; "
        + "your other files stay."
    case .noFolder(let path):
      "\(path) is no folder, and the workspace needs one there. Move it away, or name another with --workspace DIR."
    case .noFile(let path):
      "\(path) is no file, and the module needs one there. Move it away, then try again."
    case .cannotWrite(let path, let reason):
      "\(path) cannot be written: \(reason). Give yourself the right to, or name another folder with --workspace DIR."
    case .cannotRead(let path, let reason):
      "\(path) cannot be read: \(reason). Give yourself the right to, then try again."
    case .insidePack(let path, let pack):
      "\(path) lies in \(pack), which ships with the lessons and is never changed. "
        + "Name another folder with --workspace DIR."
    case .busy(let lock):
      "Another pitfall is at work in this workspace, and holds \(lock). Try again when it has ended."
    }
  }
}
