import Presentation
import Testing

@Suite(.timeLimit(.minutes(10)))
struct WorkProgressTests {
  private func progress(_ done: Int, of total: Int, doneBefore: Int = 0) -> WorkProgress {
    var progress = WorkProgress("runs", total: total)
    (progress.done, progress.doneBefore) = (done, doneBefore)
    return progress
  }

  @Test("The time left is estimated from the finished parts, and not shown before there is one")
  func estimates() {
    #expect(progress(0, of: 61).text(after: .zero) == "0 of 61 runs, 0:00")
    #expect(progress(12, of: 60).text(after: .seconds(14.9)) == "12 of 60 runs, 0:14, about 0:59 left")
    #expect(progress(1, of: 3_000).text(after: .seconds(2)) == "1 of 3000 runs, 0:02, about 1:39:58 left")
    #expect(progress(61, of: 61).text(after: .seconds(75)) == "61 of 61 runs, 1:15")
  }

  @Test("Parts that were finished before do not count in the estimate")
  func leavesOut() {
    #expect(progress(50, of: 60, doneBefore: 50).text(after: .seconds(1)) == "50 of 60 runs, 0:01")
    #expect(progress(55, of: 60, doneBefore: 50).text(after: .seconds(5)) == "55 of 60 runs, 0:05, about 0:05 left")
  }

  @Test("A bar takes the room that the words leave, and is never wider than the screen")
  func draws() {
    let ascii = Style(hasColor: false, hasUnicode: false, width: 60)
    #expect(
      progress(15, of: 60).bar(after: .seconds(10), ascii)
        == "#####----------------- 15 of 60 runs, 0:10, about 0:30 left")
    let wide = Style(hasColor: false, hasUnicode: true, width: 200)
    #expect(
      progress(60, of: 60).bar(after: .seconds(10), wide) == String(repeating: "█", count: 30) + " 60 of 60 runs, 0:10")
    for width in 20...90 {
      let style = Style(hasColor: false, hasUnicode: true, width: width)
      #expect(progress(1, of: 3_000).bar(after: .seconds(2), style).count < width)
    }
  }
}
