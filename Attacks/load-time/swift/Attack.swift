import Glibc

@_cdecl("usleep") public func fakeSleep(_ microseconds: UInt32) -> Int32 { 0 }

@_cdecl("clock_gettime") public func fakeClock(_ clock: Int32, _ time: UnsafeMutablePointer<timespec>) -> Int32 {
  time.pointee = timespec(tv_sec: 1, tv_nsec: 1)
  return 0
}

let early: @convention(c) () -> Void = {
  print("ESCAPED? {\"outcome\": \"passed\"}")
  exit(0)
}

func attack() { early() }
