import Glibc

func attack() {
  for name in names(in: "/proc") where Int32(name) != nil && name != "\(getpid())" {
    for file in ["environ", "maps", "auxv", "mem"] {
      if let text = read("/proc/\(name)/\(file)") { escaped("read /proc/\(name)/\(file)", text) }
    }
    for folder in ["cwd", "root"] {
      if let entry = names(in: "/proc/\(name)/\(folder)/").first { escaped("list /proc/\(name)/\(folder)", entry) }
    }
  }
  if getenv("GRADER_TOKEN") != nil { escaped("has the grader's variables") }
  attempted()
}
