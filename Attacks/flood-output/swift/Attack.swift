import Glibc

func attack() {
  attempted()
  let text = String(repeating: "line of output\n", count: 4000)
  while true { write(1, text, text.utf8.count) }
}
