import Glibc

func attack() {
  attempted()
  while true {
    guard let memory = malloc(16 << 20) else { continue }
    memset(memory, 1, 16 << 20)
  }
}
