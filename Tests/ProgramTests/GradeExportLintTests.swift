import Foundation
import TestSupport
import Testing

@Suite("Exported files, read by tools that are not ours", .timeLimit(.minutes(30)))
struct GradeExportLintTests {
  private static let engines = ["github-actions", "classroom50", "gradescope", "kubernetes", "slurm"]

  private let folder: ExportedFolder
  private var sandbox: Sandbox { folder.sandbox }

  init() throws {
    folder = try ExportedFolder()
  }

  private func files(_ engine: String) throws -> [String] {
    let root = sandbox.path + "/" + engine
    return try FileManager.default.subpathsOfDirectory(atPath: root).map { "\(root)/\($0)" }.filter {
      ["", "md", "py", "sbatch", "sh", "yml", "yaml", "json"].contains(URL(fileURLWithPath: $0).pathExtension)
        && FileManager.default.contents(atPath: $0) != nil
    }
  }

  @Test("Every place is filled in, and a README says what was never tried", arguments: engines)
  func isFilledIn(engine: String) async throws {
    try await folder.export(engine)
    let files = try files(engine)
    #expect(files.count > 2)
    for file in files {
      let text = try String(contentsOfFile: file, encoding: .utf8)
      #expect(text.firstMatch(of: /@[A-Z]+@/) == nil, "\(file)")
    }
    let words = try folder.text(engine + "/README.md").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("never run") || words.contains("was run on no cluster but"))
  }

  @Test("shellcheck accepts every script", arguments: engines)
  func shellcheck(engine: String) async throws {
    try await folder.export(engine)
    var scripts: [String] = []
    for file in try files(engine) {
      if file.hasSuffix(".yml") || file.hasSuffix(".yaml") {
        scripts += try await ExportReader.scripts(in: file).map { "#!/bin/bash\n" + $0 }
      } else if let text = try? String(contentsOfFile: file, encoding: .utf8), text.hasPrefix("#!/usr/bin/env bash") {
        scripts.append(text)
      }
    }
    #expect(scripts.isEmpty == (engine == "classroom50"))
    for script in scripts {
      let check = try await Tool.system("shellcheck").run(["-"], input: Array(script.utf8))
      #expect(check.status == 0, "\(check.output)\(script)")
    }
  }

  @Test("The workflows match GitHub's schema")
  func workflows() async throws {
    try await folder.export("github-actions")
    let files = try files("github-actions").filter { $0.hasSuffix(".yml") }
    #expect(files.count == 2)
    let check = try await Tool.python().run(
      ["-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"] + files)
    #expect(check.status == 0, "\(check.output)")
  }

  @Test("The manifests match the schemas of the Kubernetes API", arguments: ["1.29", "1.34"])
  func manifests(version: String) async throws {
    try await folder.export("kubernetes")
    let files = try files("kubernetes").filter { $0.hasSuffix(".yaml") }
    #expect(files.count == 3)
    let tool = Tool(path: try Tool.python().path.replacing(/python$/, with: "kubernetes-validate"))
    let check = try await tool.run(["--strict", "--kubernetes-version", version] + files)
    #expect(check.status == 0, "\(check.output)\(check.errors)")
  }

  @Test("hadolint accepts the Dockerfile")
  func dockerfile() async throws {
    try await folder.export("kubernetes")
    let tool = Tool(path: try Tool.python().path.replacing(/python$/, with: "hadolint"))
    let check = try await tool.run([sandbox.path + "/kubernetes/image/Dockerfile"])
    #expect(check.status == 0, "\(check.output)")
  }

  private static let wrong: [(words: [String], error: String)] = [
    (["slurm"], "Name a lesson with --lesson, or a class.yaml with --class."),
    (["jenkins", "--lesson", "01"], "'jenkins' is invalid"),
    (["slurm", "--lesson", "77"], "There is no lesson '77'"),
    (["slurm", "--lesson", "01", "--shards", "257"], "--shards must be between 1 and 256."),
    (["gradescope", "--lesson", "01", "--shards", "2"], "leave out --shards"),
    (["gradescope", "--lesson", "01", "--image", "x"], "leave out --image"),
    (["slurm", "--lesson", "01", "--image", "x; rm -rf /"], "--image must be the name of an image"),
    (["slurm", "--class", "nowhere.yaml"], "nowhere.yaml:1: cannot be read"),
  ]

  @Test("Bad usage gets a sentence, and writes nothing", arguments: wrong.indices)
  func isRefused(index: Int) async throws {
    let wrong = Self.wrong[index]
    let outcome = try await folder.graded.pitfall.run(["grade", "export"] + wrong.words + ["--out", "out"])
    #expect(outcome.exit == 64, "\(outcome.errors)")
    #expect(outcome.errors.contains(wrong.error), "\(outcome.errors)")
    #expect(!FileManager.default.fileExists(atPath: sandbox.path + "/out"))
  }

  @Test("What was filled in is never replaced, and the same export again changes nothing")
  func keepsChanges() async throws {
    try await folder.export("slurm")
    try await folder.export("slurm")
    try sandbox.write("mine", to: "slurm/grade.sbatch")
    let outcome = try await folder.graded.pitfall.run(["grade", "export", "slurm", "--lesson", "01", "--out", "slurm"])
    #expect(outcome.exit == 64)
    #expect(outcome.errors.contains("slurm/grade.sbatch is there already, and not the same."), "\(outcome.errors)")
    #expect(try folder.text("slurm/grade.sbatch") == "mine")
  }

  @Test("What a class requires is never lowered, and lessons and tracks are named in full")
  func takesClass() async throws {
    try sandbox.write("{format_version: 1, lessons: [{lesson: 01}, {lesson: 02}], require_tier: full}", to: "c.yaml")
    try await folder.export("slurm", ["--class", "c.yaml", "--lesson", "2", "--track", "fastapi"])
    let script = try folder.text("slurm/grade.sbatch")
    #expect(script.contains(" --class class.yaml --lesson 02-dependencies --track fastapi "))
    #expect(script.contains("--require-tier full"))
    #expect(try folder.text("slurm/class.yaml") == folder.text("c.yaml"))
  }
}
