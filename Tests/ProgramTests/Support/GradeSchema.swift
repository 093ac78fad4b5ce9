import TestSupport

/// The schema of the lines of results.jsonl.
enum GradeSchema {
  /// What does not match the schema, one error a line, and each place where the schema would accept a field that it does
  /// not know.
  static func errors(in results: String) async throws -> String {
    let folder = "\(Products.project)/Documentation"
    let check = try await Tool.python().run(["-c", validation, folder], input: Array(results.utf8))
    return check.status == 0 ? check.output : check.errors
  }

  private static let validation = """
    import copy, json, sys, jsonschema
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012
    grade, report = [json.load(open(f"{sys.argv[1]}/{name}.schema.json")) for name in ("grade", "report")]
    jsonschema.Draft202012Validator.check_schema(grade)
    registry = Registry().with_resource(
        "report.schema.json", Resource.from_contents(report, default_specification=DRAFT202012))
    validator = jsonschema.Draft202012Validator(grade, registry=registry)
    def objects(value, path=()):
        if isinstance(value, dict):
            yield path
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(part, (dict, list)):
                yield from objects(part, path + (key,))
    lines = sys.stdin.read().splitlines()
    if not lines:
        print("there is no line")
    for line in lines:
        result = json.loads(line)
        for error in validator.iter_errors(result):
            print(error.json_path, error.message.replace("\\n", " "))
        for path in objects(result):
            changed = copy.deepcopy(result)
            place = changed
            for key in path:
                place = place[key]
            place["surplus"] = "a text"
            if validator.is_valid(changed):
                print("$", *path, "may have unknown fields")
    """
}
