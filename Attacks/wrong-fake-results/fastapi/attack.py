from kit import *


def attack():
    import json

    result = {"submission": KNOWN["submission"], "lesson": "01-blocking", "track": "fastapi", "outcome": "passed", "score": 100.0,
              "gradable": True, "schema": 1, "attempt": 1, "tests": [{"name": "all", "score": 100, "max_score": 100, "status": "passed"}]}
    line = json.dumps(result)
    print(line)
    print("TAP version 14\n1..1\nok 1 - all\n<testsuites tests='1' failures='0'/>\n::set-output name=points::100")
    for folder in [".", "..", "/autograder/results", "/grade/results", KNOWN["out"], KNOWN["out"] + "/feedback", "/tmp", os.path.dirname(os.path.abspath(__file__))]:
        for name in ["results.jsonl", "results.json", "report.xml", "loot.md"]:
            def put():
                with open(f"{folder}/{name}", "a") as file:
                    file.write(line + "\n")
                return folder == KNOWN["out"]

            tries(f"write {folder}/{name}", put)
    attempted()
