import Base
import Formats
import Report
import TestSupport
import Testing

@Suite("Formats of test runners, read by others", .timeLimit(.minutes(10)))
struct TestRunnerFormatsTests {
  /// passed: 3 pass. failed: 1 pass, 2 fail. late: 2 pass, 1 fail. notStarted: 1 fail, 3 not run. rejected: 1 fail, 3 not
  /// run. broken: 1 inconclusive, 3 not run. unsure: 2 pass, 2 inconclusive. hostile: 3 fail.
  private static let counts = (all: 28, passed: 8, failed: 8, inconclusive: 3, notRun: 9)

  @Test("junitparser reads every suite and case of JUnit's XML, with the right kinds")
  func junit() async throws {
    let suites = try #require(try await ForeignReader.junit.read(JUnitFormat().text(of: GradeResult.samples)).elements)
    #expect(suites.count == GradeResult.samples.count)
    let cases = suites.flatMap { $0["cases"]?.elements ?? [] }
    #expect(cases.count == Self.counts.all)
    for (kind, count) in [
      ("Failure", Self.counts.failed), ("Error", Self.counts.inconclusive), ("Skipped", Self.counts.notRun),
    ] {
      #expect(cases.count { $0.list("kinds") == [kind] } == count, "\(kind)")
    }
    #expect(cases.count { $0.list("kinds").isEmpty } == Self.counts.passed)
    #expect(suites.first?["cases"]?.elements?.map { $0["time"]?.amount } == [1.25, nil, 1.25])
    #expect(suites.compactMap { $0["failures"]?.amount }.reduce(0, +) == Double(Self.counts.failed))
    #expect(Set(cases.map { "\($0["class"]?.plainText ?? "") \($0["name"]?.plainText ?? "")" }).count == cases.count)
    for text in suites.flatMap(\.texts) { #expect(Hostile.problems(in: text, isLine: false) == []) }
    #expect(suites.last?.texts.contains { $0.contains("]]> <script>alert(1)</script>") } == true)
  }

  @Test("tap.py reads every test point of TAP, and no text makes another directive, point or end")
  func tap() async throws {
    let text = TAPFormat().text(of: GradeResult.samples)
    #expect(text.hasPrefix("TAP version 14\n1..28\n"))
    let lines = try #require(try await ForeignReader.tap.read(text).elements)
    let points = lines.filter { $0["kind"]?.plainText == "test" }
    #expect(points.compactMap { $0["number"]?.amount } == (1...Self.counts.all).map(Double.init))
    #expect(points.count { $0["ok"] == .flag(false) } == Self.counts.failed)
    #expect(points.count { $0["skip"] == .flag(true) } == Self.counts.notRun + Self.counts.inconclusive)
    #expect(Set(lines.compactMap { $0["kind"]?.plainText }) == ["version", "plan", "test"])
    let blocks = points.filter { $0["ok"] == .flag(false) }.compactMap { $0["block"] }
    #expect(blocks.allSatisfy { $0["severity"] == .text("fail") })
    for text in blocks.flatMap(\.texts) { #expect(Hostile.problems(in: text, isLine: false) == []) }
    #expect(blocks.first?["next"]?.plainText == "Do this.")
  }

  @Test("CTRF has the fields that it demands and no others, and its summary counts its tests")
  func ctrf() async throws {
    let text = CTRFFormat().text(of: GradeResult.samples)
    let output = try await Tool.python().run(["-c", Self.validation], input: Array(text.utf8))
    #expect(output.output == "" && output.status == 0, "\(output.output) \(output.errors)")
    let file = try #require(JSONValue(bytes: Array(text.utf8))?["results"])
    #expect(file["summary"]?["other"]?.amount == Double(Self.counts.inconclusive))
    #expect(file["summary"]?["duration"]?.amount == 2_345)
    #expect(file["tests"]?.elements?.prefix(3).map { $0["duration"]?.amount } == [1_250, 0, 1_250])
    for text in file.texts { #expect(Hostile.problems(in: text, isLine: false) == []) }
  }

  /// Written after CTRF's specification 1.0.0.
  private static let validation = """
    import collections, json, sys, jsonschema
    text, whole = {"type": "string"}, {"type": "integer"}
    states = ["passed", "failed", "skipped", "pending", "other"]
    def exact(required, **more):
        return {"type": "object", "additionalProperties": False, "required": list(required), "properties": {**required, **more}}
    test = exact({"name": text | {"minLength": 1}, "status": {"enum": states}, "duration": whole},
      suite={"type": "array", "minItems": 1, "items": text}, message=text, trace=text, rawStatus=text, retries=whole,
      tags={"type": "array", "items": text}, flaky={"type": "boolean"}, extra={"type": "object"})
    summary = exact({s: whole for s in states} | {"tests": whole, "start": whole, "stop": whole}, suites=whole, duration=whole)
    schema = exact({"reportFormat": {"const": "CTRF"}, "specVersion": text | {"pattern": "^[0-9]+[.][0-9]+[.][0-9]+$"},
      "results": exact({"tool": exact({"name": text}, version=text), "summary": summary,
        "tests": {"type": "array", "items": test}})}, generatedBy=text)
    report = json.load(sys.stdin)
    for error in jsonschema.Draft202012Validator(schema).iter_errors(report): print(error.json_path, error.message)
    counts = collections.Counter(t["status"] for t in report["results"]["tests"])
    for state in states:
        if counts[state] != report["results"]["summary"][state]: print(state, counts[state])
    """
}
