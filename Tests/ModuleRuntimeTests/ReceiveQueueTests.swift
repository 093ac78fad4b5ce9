import ModuleRuntime
import Testing

@Suite(.timeLimit(.minutes(10)))
struct ReceiveQueueTests {
  private static let table = """
      sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
       0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0
       1: 0100007F:1F90 0100007F:0050 01 00000000:00000012 00:00000000 00000000     0        0 2 1 0
       2: 0100007F:0050 0100007F:1F90 01 00000012:00000000 01:00000014 00000000     0        0 3 1 0
    """

  @Test("The reader's line of the connection tells how many bytes it has not read")
  func readsTheTable() {
    #expect(ReceiveQueue.length(from: 80, to: 8080, in: Self.table) == 18)
    #expect(ReceiveQueue.length(from: 8080, to: 80, in: Self.table) == 0)
    #expect(ReceiveQueue.length(from: 81, to: 8080, in: Self.table) == nil)
    #expect(ReceiveQueue.length(from: 80, to: 8080, in: "") == nil)
  }
}
