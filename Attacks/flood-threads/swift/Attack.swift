import Glibc

func attack() {
  attempted()
  while true {
    var thread = pthread_t()
    pthread_create(&thread, nil, { _ in while true { sleep(1000) } }, nil)
  }
}
