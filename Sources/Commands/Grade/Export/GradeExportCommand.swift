internal import ArgumentParser
internal import Base
internal import Files
internal import Foundation
internal import Grading
internal import Presentation

struct GradeExportCommand: PitfallCommand {
  private static let engines = ExportEngine.allCases.map(\.rawValue)

  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write the files that grade a class on other machines.",
    discussion: """
      ENGINE is \(engines.alternatives). Documentation/Grading.md explains them. What is to be filled in is in the \
      README.md that is written beside the files. None of them has been run on the engine that it is for, except on a \
      Slurm of one node.
      """)

  @Argument(help: ArgumentHelp("What will run the files.", valueName: "engine")) var engine: ExportEngine
  @Option(help: "The folder for the files.", completion: .directory) var out: String
  @Option(name: .customLong("lesson"), help: "A lesson to grade; repeat it for several.") var lessons: [String] = []
  @Option(help: "Only this track. (default: each that a submission has)") var track: Track?
  @Option(
    name: .customLong("class"), help: ArgumentHelp("Lessons, points and deadlines: a class.yaml.", valueName: "file"),
    completion: .file())
  var classFile: String?
  @Option(help: "How many parts the class is split into, each for a machine: 1 to 256. (default: 4)") var shards: Int?
  @Option(help: ArgumentHelp("The container image that has pitfall; the files of one are written, too.")) var image:
    String?
  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard classFile != nil || !lessons.isEmpty else {
      throw ValidationError("Name a lesson with --lesson, or a class.yaml with --class.")
    }
    // GitHub starts no more jobs from a matrix.
    guard (1...256).contains(shards ?? 1) else { throw ValidationError("--shards must be between 1 and 256.") }
    guard shards == nil || engine.gradesClass else {
      throw ValidationError("\(engine.rawValue) grades each submission by itself, so leave out --shards.")
    }
    guard image == nil || engine.folders.contains("image") else {
      throw ValidationError("\(engine.rawValue) builds its image from the files; leave out --image.")
    }
    // It becomes part of scripts and of YAML.
    guard image?.wholeMatch(of: /[A-Za-z0-9.\/][A-Za-z0-9._\/:@-]*/) != nil || image == nil else {
      throw ValidationError("--image must be the name of an image, such as ghcr.io/my-course/pitfall:1.")
    }
  }

  func run(in context: CommandContext) async throws {
    let course = try context.course(common)
    let plan = try GradePlan(lessons: lessons, track: track, pack: course.pack).plan(file: classFile)
    let tier = max(plan.requiredTier ?? engine.tier, engine == .gradescope ? .rlimits : engine.tier)
    let count = shards ?? 4
    let values = [
      "ASSIGNMENT": try assignment(plan, course), "IMAGE": image ?? "ghcr.io/OWNER/pitfall:\(PitfallVersion.text)",
      "NUMBERS": (1...count).map(String.init).joined(separator: ", "), "SHARDS": String(count),
      "TIER": tier.rawValue, "VERSION": PitfallVersion.text,
    ]
    var files: [ExportTemplate.File] = []
    for folder in engine.folders {
      let template = ExportTemplate(folder: Path.joined(course.installation.home, "Exports/\(folder)"))
      let prefix = folder == engine.rawValue ? "" : folder + "/"
      files += try template.files(values).map { ExportTemplate.File(path: prefix + $0.path, text: $0.text) }
    }
    if let classFile, let text = try RegularFile.read(classFile) {
      files.append(.init(path: engine.classPlace, text: String(decoding: text, as: UTF8.self)))
    }
    try write(files)
    if engine == .gradescope {
      try await AutograderArchive(installation: course.installation).make(Path.joined(out, "autograder"))
    }
    context.console.print("\(Path.joined(out, "README.md")) says what to do next.")
  }

  /// The options that say what is graded.
  private func assignment(_ plan: ClassPlan, _ course: Course) throws -> String {
    var words = classFile == nil ? [] : ["--class", "class.yaml"]
    words += try lessons.flatMap { ["--lesson", try course.pack.lesson($0).id] }
    if let track { words += ["--track", track.rawValue] }
    return words.map(ShellWord.quoted).joined(separator: " ")
  }

  /// Never replaces a file in which something may have been filled in.
  private func write(_ files: [ExportTemplate.File]) throws {
    for file in files {
      let path = Path.joined(out, file.path)
      guard let old = try RegularFile.read(path), old != Data(file.text.utf8) else { continue }
      throw UsageError(
        description: "\(path) is there already, and not the same. Choose another --out, or remove that file first.")
    }
    for file in files {
      let path = Path.joined(out, file.path)
      try Folder.make(Path.folder(path))
      try AtomicFile.write(Data(file.text.utf8), to: path, mode: file.isProgram ? 0o755 : 0o644)
    }
  }
}

extension ExportEngine {
  /// Where the files expect the class.yaml.
  var classPlace: String {
    switch self {
    case .gradescope: "autograder/class.yaml"
    case .classroom50: "autograder/class.yaml"
    case .githubActions, .kubernetes, .slurm: "class.yaml"
    }
  }
}
