package enum ProgressError: Error, Equatable, CustomStringConvertible {
  case damaged(String, String)
  case unreadable(String, String)
  case newer(String, Int)
  case noExport(String)
  case changed(String)
  case notOverwritten(String)
  case notWritten(String, String)
  case notKept(String)

  package var description: String {
    switch self {
    case .damaged(let path, let what):
      "\(path) is damaged: \(what). Move it away to begin anew, or `progress --import FILE` with an export of yours; "
        + "it is left as it is until then."
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason). Name a file that you may read, or put this one right."
    case .newer(let path, let version):
      "\(path) has format \(version), which a newer pitfall wrote; this one reads format 1. Use the newer one."
    case .noExport(let path):
      "\(path) is no progress that pitfall has exported. `progress --export FILE` writes such a file."
    case .changed(let path):
      "\(path) was changed or cut off after it was exported. Export it again, and copy it whole."
    case .notOverwritten(let path):
      "\(path) is there and is no export of progress, so it is not overwritten. Name another file."
    case .notWritten(let path, let reason):
      "\(path) cannot be written: \(reason). Name another file."
    case .notKept(let path):
      "\(path) was not changed: this progress is more than it may hold, or no count. Please report this."
    }
  }
}
