"""Each kind of harm that the checkers know, planted in an output of its own; and outputs that are as they must be."""

import pathlib
import tempfile
import unittest

from . import outputs

PAGE = """<!doctype html><html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<style>p { color: red }</style></head><body><a href="https://example.org">%s</a></body></html>"""
JUNIT = '<testsuites><testsuite name="a"><testcase name="b"><failure>%s</failure></testcase></testsuite></testsuites>'

HARMLESS = {
    "terminal": "01 passed\r02 failed: GET /a::b\n",
    "gradebook.csv": "name,points\r\n'=1+1,-3.5\r\n",
    "class.html": PAGE % "a &lt;script&gt;",
    "junit.xml": JUNIT % "&lt;evil/&gt;",
    "results.json": '{"a": 1}',
    "results.tap": "TAP version 14\n1..2\nok 1 - a\nnot ok 2 - b\n  ---\n  message: 'ok 3'\n  ...\n",
    "feedback.md": "# A\n```\n<script>\n```\n`<img src=x>` \\<b> [a](https://example.org) [b](page.html)\n",
}
HARMFUL = {
    "terminal": ["a \x1b[2J", "a \x07", "a \u202e b", "a \u2028 b", "a \x9b31m"],
    "gradebook.csv": ['"=1+1",2', "@SUM(A1)", "+1+1", "-1+1", '"\t=1+1"', '"  =1"', "a\x1b"],
    "class.html": [
        "<p>no policy</p>", PAGE % "<script>a</script>", PAGE % "<img src=x>", PAGE % '<b onclick="a()">',
        PAGE % '<svg onload="a()">', PAGE % '<a href="javascript:a()">', PAGE % '<a href=" java\tscript:a()">',
        PAGE % '<a href="data:text/html,a">', PAGE % '<svg><a xlink:href="vbscript:a">', PAGE % "<iframe>",
        PAGE % '<meta http-equiv="Refresh" content="0">', PAGE % "<style>@import 'a'</style>",
        PAGE % '<p style="background: URL(a)">', PAGE % '<base href="/">', PAGE % '<link rel="stylesheet" href="a">',
        PAGE % "\u2066"],
    "junit.xml": [JUNIT % "<evil/>", JUNIT % "<a", JUNIT % "\x0b", JUNIT % "]]>&lt;</failure><x/><failure>"],
    "results.json": ['{"a": 1', "", '{"a": "\u202e"}'],
    "results.tap": ["ok 1 - a\n", "1..1\nok 1\nok 2\n", "1..2\nok 1 - a\n", "1..1\nok 1\nBail out! a\n"],
    "feedback.md": [
        "a <script>b", "a <b>", "<!-- a", "![a](https://example.org/a.png)", "[a](javascript:b)", "[a]( data:b)",
        "```\n```\n<img src=a>", "a \x1b[31m"],
}


class OutputsTests(unittest.TestCase):
    def problems(self, name, content):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / name
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
            return outputs.problems(path)

    def test_harmless_outputs_have_no_problems(self):
        for name, content in HARMLESS.items():
            with self.subTest(name):
                self.assertEqual(self.problems(name, content), [])

    def test_each_harm_is_a_problem(self):
        for name, contents in HARMFUL.items():
            for content in contents:
                with self.subTest(name, content=content):
                    self.assertNotEqual(self.problems(name, content), [])

    def test_bytes_that_are_no_text_are_a_problem(self):
        for name in HARMLESS:
            with self.subTest(name):
                self.assertIn("not UTF-8", self.problems(name, b"a \xff")[0])
