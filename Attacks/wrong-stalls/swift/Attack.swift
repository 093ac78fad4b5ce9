import Glibc

func attack() {
  attempted()
  var thread = pthread_t()
  pthread_create(&thread, nil, { _ in
    usleep(1_500_000)
    kill(getpid(), SIGSTOP)
    return nil
  }, nil)
}
