import Base
import Commands
import Learner
import Testing

@Suite(.timeLimit(.minutes(10)))
struct CourseTests {
  @Test("Without a started lesson, a command that names none says which there are")
  func needsLesson() async throws {
    let sample = try SampleCourse(hasSecondLesson: true)
    #expect(
      await sentence(of: { try sample.course.selection(lesson: nil, track: nil) })
        == "No lesson is started, so name one: 07-waiting, 08-walking.")
  }

  @Test("The named lesson, else the current one")
  func choosesLesson() async throws {
    let sample = try SampleCourse(hasSecondLesson: true)
    try await sample.start("08")
    #expect(try sample.course.selection(lesson: nil, track: nil).lesson.id == "08-walking")
    #expect(try sample.course.selection(lesson: "wai", track: nil).lesson.id == "07-waiting")
  }

  @Test("The named track, else the current one, else one that was started, else the lesson's first")
  func choosesTrack() async throws {
    let sample = try SampleCourse(hasSecondLesson: true)
    func track(_ lesson: String?, _ track: Track? = nil) throws -> Track {
      try sample.course.selection(lesson: lesson, track: track).track
    }
    #expect(try track("07") == .swift)
    #expect(try track("07", .fastapi) == .fastapi)
    try await sample.start("07", .fastapi)
    #expect(try track(nil) == .fastapi)
    #expect(try track("07", .swift) == .swift)
    // The lesson is no longer the current one, but was started in that track alone.
    try await sample.start("08")
    #expect(try track("07") == .fastapi)
  }

  @Test("A track that the lesson does not have is said")
  func knowsTracks() async throws {
    let sample = try SampleCourse(hasSecondLesson: true)
    #expect(
      await sentence(of: { try sample.course.selection(lesson: "08", track: .fastapi) })
        == "08-walking has no fastapi track. Choose --track swift.")
  }

  @Test("A session keeps its own position, whatever another one in the workspace starts")
  func keepsPosition() async throws {
    let session = SessionPosition(nil)
    let sample = try SampleCourse(session: session, hasSecondLesson: true)
    try await sample.start("07")
    _ = try await sample.course.progress.update { $0.start(lesson: "08-walking", track: .swift, at: .now) }
    #expect(try sample.course.selection(lesson: nil, track: nil).lesson.id == "07-waiting")
    #expect(try sample.course.readProgress().current == session.current)
    #expect(try sample.course.progress.read().current?.lesson == "08-walking")
  }

  @Test("The next command leads from the first lesson over edit and verify to the next one")
  func leads() async throws {
    let sample = try SampleCourse()
    #expect(try sample.course.nextCommand() == "start 07-waiting")
    try await sample.start()
    #expect(try sample.course.nextCommand() == "edit")
    func record(_ pass: Learner.Progress.Pass?) async throws {
      _ = try await sample.course.progress.update {
        $0.record(lesson: "07-waiting", track: .swift, points: 1, of: 2, pass: pass)
      }
    }
    try await record(nil)
    #expect(try sample.course.nextCommand() == "verify")
    try await record(Learner.Progress.Pass(date: .now, fingerprint: "f", seed: 1, points: 2, of: 2))
    #expect(try sample.course.nextCommand() == "next")
  }

  @Test("A skipped lesson leads to the next one")
  func leadsOn() async throws {
    let sample = try SampleCourse()
    try await sample.start()
    _ = try await sample.course.progress.update { $0.skip(lesson: "07-waiting", track: .swift) }
    #expect(try sample.course.nextCommand() == "next")
  }
}
