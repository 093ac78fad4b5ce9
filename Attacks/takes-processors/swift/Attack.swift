import Glibc

func attack() {
  attempted()
  for number in 0..<40 {
    var thread = pthread_t()
    pthread_create(&thread, nil, { _ in
      var all = cpu_set_t()
      withUnsafeMutableBytes(of: &all) { $0.initializeMemory(as: UInt8.self, repeating: 0xff) }
      sched_setaffinity(0, MemoryLayout<cpu_set_t>.size, &all)
      while true { }
    }, nil)
  }
}
