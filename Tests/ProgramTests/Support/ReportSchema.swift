import TestSupport

/// The schema of what `verify --json` prints.
enum ReportSchema {
  /// What does not match the schema, one error a line, and each place where the schema would accept a field that it does
  /// not know.
  static func errors(in report: String) async throws -> String {
    let schema = "\(Products.project)/Documentation/report.schema.json"
    let check = try await Tool.python().run(["-c", validation, schema], input: Array(report.utf8))
    return check.status == 0 ? check.output : check.errors
  }

  private static let validation = """
    import copy, json, sys, jsonschema
    schema = json.load(open(sys.argv[1]))
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    report = json.load(sys.stdin)
    for error in validator.iter_errors(report):
        print(error.json_path, error.message.replace("\\n", " "))
    def objects(value, path=()):
        if isinstance(value, dict):
            yield path
        for key, part in value.items() if isinstance(value, dict) else enumerate(value):
            if isinstance(part, (dict, list)):
                yield from objects(part, path + (key,))
    for path in objects(report):
        changed = copy.deepcopy(report)
        place = changed
        for key in path:
            place = place[key]
        place["surplus"] = "a text"
        if validator.is_valid(changed):
            print("$", *path, "may have unknown fields")
    """
}
