import Glibc

func attack() {
  for number in 1...31 { signal(Int32(number), SIG_IGN) }
  attempted()
  kill(getpid(), SIGSTOP)
}
