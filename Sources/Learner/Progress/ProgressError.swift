internal import Base

package enum ProgressError: Equatable, ToldError {
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
      "\(path) is damaged: \(what). Move it away to start over, or restore an export with `progress --import FILE`. "
        + "Until then it is left as it is."
    case .unreadable(let path, let reason):
      "\(path) cannot be read: \(reason). Choose a file that you can read, or fix this one."
    case .newer(let path, let version):
      "\(path) has format \(version), which a newer pitfall wrote; this one reads format \(ProgressFormat.version) and older ones. Use the newer one."
    case .noExport(let path):
      "\(path) is not an export of progress. `progress --export FILE` writes one."
    case .changed(let path):
      "\(path) was changed or cut off after it was exported. Export it again and copy the whole file."
    case .notOverwritten(let path):
      "\(path) exists and is not an export of progress, so it is not overwritten. Choose another file."
    case .notWritten(let path, let reason):
      "\(path) cannot be written: \(reason). Choose another file."
    case .notKept(let path):
      "\(path) was not changed: the new progress is too large or has an impossible count. Please report this."
    }
  }
}
