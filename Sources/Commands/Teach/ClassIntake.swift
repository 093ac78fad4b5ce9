internal import Base
internal import Files
internal import Grading
internal import Learner
internal import ModuleRuntime
internal import Report

/// Reads a folder of what learners sent; whatever cannot be read becomes a sentence beside the rest.
struct ClassIntake {
  private static let next =
    "Ask for what `progress --export FILE` writes, or for the workspace, as a folder or an archive."
  private let plan: ClassPlan
  private let rules: IntakeRules
  private let intake: SubmissionIntake
  private let finder: WorkFinder
  private let otherLessons: [String]

  /// `otherLessons` are the names of the pack's lessons that the class is not about.
  init(_ settings: GradeSettings, otherLessons: [String], installation: Installation) {
    plan = settings.plan
    self.otherLessons = otherLessons
    rules = IntakeRules(layouts: plan.layouts, patterns: ["*.json"])
    intake = SubmissionIntake(rules, installation: installation, isolation: Isolation(settings.tier))
    // Nothing is graded, so that no one gains by knowing the values; the same files get the same ones.
    let key = CourseKey(bytes: [])
    finder = WorkFinder(settings, attempt: 1, rules: rules, installation: installation) {
      key.seed(lesson: $0, track: $1, submissionHash: $2, attempt: 1)
    }
  }

  /// What each learner sent, in the order of their first entries. `others` are paths that no learner sent.
  func read(_ folder: String, others: [String]) async throws -> [ReceivedWork] {
    var received: [ReceivedWork] = []
    for entry in try entries(folder, others) {
      let name = ReceivedWork.learner(entry.name)
      let index =
        received.firstIndex { $0.learner == name }
        ?? {
          received.append(ReceivedWork(learner: name))
          return received.count - 1
        }()
      try await read(entry, into: &received[index])
    }
    return received
  }

  private func entries(_ folder: String, _ others: [String]) throws -> [SubmissionEntry] {
    let entries: [SubmissionEntry]
    do {
      entries = try SubmissionEntry.list(
        folder, rules: rules, lessons: plan.assignments.map(\.lesson.id), others: others,
        mark: ReceivedProgress.fileName)
    } catch let error as IntakePathError {
      throw UsageError(
        description: "\(error.path) cannot be read: \(error.reason). Pass the folder with what learners sent.")
    }
    guard !entries.isEmpty else {
      throw UsageError(description: "There is nothing in \(folder). Put what each learner sent into it. \(Self.next)")
    }
    return entries.sorted { $0.name < $1.name }
  }

  private func read(_ entry: SubmissionEntry, into received: inout ReceivedWork) async throws {
    do {
      let taken = try await intake.take(entry)
      let hasProgress = readProgress(in: taken, entry, &received)
      let hasModule = try readModules(in: taken, entry, &received)
      guard !hasProgress, !hasModule, !hasOtherLesson(taken) else { return }
      received.report(
        "\(entry.name) has neither progress nor a module in a folder named after a lesson."
          + WorkFinder.sentence(taken.leftOut) + " \(Self.next)")
    } catch let rejection as IntakeRejection {
      received.report("\(entry.name) \(rejection). \(Self.next)")
    } catch let error where !(error is CancellationError || error is ResultsNotWritten) {
      received.report("\(entry.name) could not be read: \("\(error)".excerpt(500))", isOurs: true)
    }
  }

  /// False when there is no progress, not even a damaged one.
  private func readProgress(
    in taken: IntakeFiles, _ entry: SubmissionEntry, _ received: inout ReceivedWork
  ) -> Bool {
    let isFile = taken.files.count == 1 && entry.name.hasSuffix(".json")
    var found = false
    for path in taken.files.keys.sorted() {
      guard let text = taken.files[path]?.bytes, path.hasSuffix(".json"),
        isFile || Path.name(path) == ReceivedProgress.fileName || ReceivedProgress.isExport(text)
      else { continue }
      found = true
      let file = isFile ? entry.name : "\(entry.name)/\(path.excerpt())"
      do {
        let progress = try ReceivedProgress.read(text, file: file)
        received.add(progress)
        sayUnlessKnown(progress, file, &received)
      } catch {
        received.report("\(error)")
      }
    }
    return found
  }

  private func sayUnlessKnown(_ progress: Progress, _ file: String, _ received: inout ReceivedWork) {
    let known = Set(plan.assignments.map(\.lesson.id) + otherLessons)
    guard !progress.lessons.isEmpty, known.isDisjoint(with: progress.lessons.keys) else { return }
    let names = progress.lessons.keys.sorted().map { $0.excerpt(40) }.prefix(5).joined(separator: ", ")
    received.report("\(file) is about other lessons (\(names)). Choose their folder with --lessons DIR.")
  }

  /// False when there is no module, not even one that cannot be used.
  private func readModules(
    in taken: IntakeFiles, _ entry: SubmissionEntry, _ received: inout ReceivedWork
  ) throws -> Bool {
    var sources = taken
    sources.files = taken.files.filter { !$0.key.hasSuffix(".json") }
    var found = false
    let isOnlyLesson = plan.assignments.count == 1 && !hasOtherLesson(sources)
    for assignment in plan.assignments {
      do {
        for work in try finder.works(assignment, in: sources, of: received.learner, isOnlyLesson: isOnlyLesson) {
          found = true
          received.add(work)
        }
      } catch let rejection as IntakeRejection {
        found = true
        received.report("\(entry.name) \(rejection) (\(assignment.lesson.id)).")
      }
    }
    return found
  }
  /// A workspace has folders for all lessons: what is in them must not be judged as another lesson's module.
  private func hasOtherLesson(_ files: IntakeFiles) -> Bool {
    otherLessons.contains { lesson in
      let finder = ModuleFinder(lesson: lesson, layouts: plan.layouts, isOnlyLesson: false)
      return (try? finder.modules(in: files))?.isEmpty == false
    }
  }
}
