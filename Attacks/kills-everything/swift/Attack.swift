import Glibc

func attack() {
  for signal in [SIGSTOP, SIGKILL] {
    for name in names(in: "/proc") {
      if let pid = Int32(name), pid != getpid() { kill(pid, signal) }
    }
    kill(getppid() == 0 ? 1 : getppid(), signal)
    kill(1, signal)
    kill(Int32(known("victim")) ?? 1, signal)
    kill(-1, signal)
  }
  attempted()
}
