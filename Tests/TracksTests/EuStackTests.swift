import Testing
import Tracks

@Suite(.timeLimit(.minutes(10))) struct EuStackTests {
  @Test("Frames are read from what eu-stack prints, with and without sources and unknown functions")
  func readsFrames() {
    let text = """
      TID 9547:
      #0  0x00007f91016ed545 clock_nanosleep@GLIBC_2.2.5
          ../sysdeps/unix/sysv/linux/clock_nanosleep.c:48:7
      #1  0x00007f910171d295 - 1 usleep
      #2  0x000055b5a620aa65 $s6Module10MiniServer8ResponseVAB7RequestVYaYbcfU0_TY0_
      #3  0x000055b5a620aa70
      eu-stack: dwfl_thread_getframes tid 9547: No DWARF information found
      """
    let calls = EuStack.calls(in: text)
    #expect(calls.map(\.function).map { $0.prefix(10) } == ["clock_nano", "usleep", "$s6Module1", ""])
    #expect(calls[2].address == 0x55b5_a620_aa65)
  }
}
