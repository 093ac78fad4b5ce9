"""Grades the submission in the current folder, and writes result.json for Classroom 50.

Exit code 0: there is a result. Another: there is none, because of this machine or of how it is set up.
"""

import datetime
import json
import os
import secrets
import shlex
import subprocess
import sys
import tempfile
from fractions import Fraction
from pathlib import Path

HERE = Path(__file__).resolve().parent
ASSIGNMENT = shlex.split("""@ASSIGNMENT@""")


def grade(work):
    """Returns the exit code of pitfall; 75, when this machine was too busy, is tried once more."""
    submissions = work / "class"
    submissions.mkdir()
    # A copy in a folder of one, so that whatever is in it, it is one submission. A copy of a link is a link.
    subprocess.run(["cp", "-R", "--no-dereference", os.getcwd(), submissions / "submission"], check=True)
    command = ["pitfall", "grade", submissions, *ASSIGNMENT, "--require-tier", "@TIER@", "--jobs", "1",
               "--key", work / "course.key", "--out", work / "out", "--plain"]
    # Until it reads the token, GitHub obeys nothing that is printed: a file may be called "::add-mask::a".
    token = secrets.token_hex(16)
    print(f"::stop-commands::{token}", flush=True)
    for _ in range(2):
        code = subprocess.run(command, cwd=HERE).returncode
        if code != 75:
            break
    print(f"::{token}::", flush=True)
    return code


def results(file):
    """The last result by each lesson and track."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return list({(line["lesson"], line["track"]): line for line in lines}.values())


def tests(results):
    """Names, points, the most points, and whether all required checks passed. Bonus points cannot exceed the most."""
    for result in results:
        most = Fraction(str(result["score"]["of"]))
        points = min(Fraction(str(result["score"]["points"])), most)
        yield f"{result['lesson']} {result['track']}", points, most, result["outcome"] == "passed"


def write(name, text):
    """Not through a link that a student may have put there."""
    Path(name).unlink(missing_ok=True)
    Path(name).write_text(text, encoding="utf-8")


def main():
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        code = grade(work)
        if code not in (0, 1):
            print(f"::error::Not graded, and the student loses nothing: pitfall ended with exit code {code}.")
            return code
        rows = list(tests(results(work / "out" / "results.jsonl")))
        feedback = work / "out" / "feedback" / "submission.md"
        write("release-body.md", feedback.read_text(encoding="utf-8"))
    factor = 1
    while any((number * factor).denominator != 1 for row in rows for number in row[1:3]) and factor < 100:
        factor += 1
    graded = [
        {"test-name": name, "passed": passed, "score": int(points * factor), "max-score": int(most * factor)}
        for name, points, most, passed in rows
    ]
    environment = os.environ
    result = {
        "schema": "classroom50/result/v1",
        "classroom": environment["CLASSROOM"],
        "assignment": environment["ASSIGNMENT"],
        "submission": environment["SUBMISSION_TAG"],
        "commit": environment["COMMIT_URL"],
        "release": environment["RELEASE_URL"],
        "review": environment.get("REVIEW_URL") or environment["COMMIT_URL"],
        "datetime": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "score": sum(test["score"] for test in graded),
        "max-score": sum(test["max-score"] for test in graded),
        "tests": graded,
    }
    write("result.json", json.dumps(result, indent=2) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
