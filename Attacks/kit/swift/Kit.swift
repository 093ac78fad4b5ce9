// What every attack in Swift knows and uses. The runner appends `known`: all that an attacker could know but secrets.
import Glibc

func say(_ line: String) {
  print(line)
  fflush(nil)
}

/// Says that the attack ran to its end: one that never ran proves nothing.
func attempted() { say("ATTEMPTED " + known("name")) }

func escaped(_ what: String, _ loot: String = "") { say("ESCAPED \(known("name")) \(what) \(loot.debugDescription)") }

func read(_ path: String) -> String? {
  let file = open(path, O_RDONLY)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var bytes = [UInt8](repeating: 0, count: 4000)
  let count = Glibc.read(file, &bytes, bytes.count)
  return count > 0 ? String(decoding: bytes.prefix(count), as: UTF8.self) : nil
}

func names(in folder: String) -> [String] {
  guard let stream = opendir(folder) else { return [] }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    names.append(withUnsafePointer(to: &entry.pointee.d_name) { String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self)) })
  }
  return names.filter { $0 != "." && $0 != ".." }
}

func known(_ key: String) -> String { allKnown[key] ?? "" }
