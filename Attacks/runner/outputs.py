"""Looks in the files that people and tools open for what a submission put there to harm them."""

import csv
import io
import json
import re
import unicodedata
import xml.etree.ElementTree
from html.parser import HTMLParser

DIRECTION_MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
LINE_SEPARATORS = "\u2028\u2029"
# Elements that load, send, or run something, and one that attacks use.
FORBIDDEN_ELEMENTS = {
    "script", "img", "iframe", "object", "embed", "base", "form", "link", "video", "audio", "foreignobject", "evil"}
JUNIT_ELEMENTS = {
    "testsuites", "testsuite", "testcase", "failure", "error", "skipped", "system-out", "system-err", "properties",
    "property"}


def is_bad(character, allowed="\n\t"):
    """Whether it can move the cursor, change a terminal, or make text read as what it is not."""
    if unicodedata.category(character) in ("Cc", "Cs"):
        return character not in allowed
    return character in DIRECTION_MARKS + LINE_SEPARATORS


def problems(path):
    try:
        text = path.read_bytes().decode()
    except UnicodeDecodeError as error:
        return [f"not UTF-8: {error}"]
    allowed = "\n\t\r" if path.name == "terminal" or path.suffix == ".csv" else "\n\t"
    bad = sorted({character for character in text if is_bad(character, allowed)})
    found = [f"has U+{ord(c):04X}: {text[max(0, text.index(c) - 40):][:80]!r}" for c in bad]
    check = CHECKS.get(path.suffix)
    try:
        return found + (check(text) if check else [])
    except (ValueError, xml.etree.ElementTree.ParseError) as error:
        return [*found, f"does not parse: {error}"]


def csv_cells(text):
    return [f"a cell starts as a formula: {cell[:60]!r}" for row in csv.reader(io.StringIO(text)) for cell in row
            if cell.lstrip()[:1] in tuple("=+-@") and not re.fullmatch(r"-?[\d.]+", cell)]


class Elements(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found, self.in_style = [], False

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        self.in_style = tag == "style"
        refreshes = tag == "meta" and values.get("http-equiv", "").lower() == "refresh"
        if tag in FORBIDDEN_ELEMENTS or refreshes or any(name.startswith("on") for name in values):
            self.found.append(f"has <{tag} {values}>")
        self.look_at_style(values.get("style", ""))
        for name in ("href", "xlink:href", "src", "action", "formaction"):
            link = re.sub(r"[\x00-\x20]", "", values.get(name, "")).lower()
            if re.match(r"[a-z][a-z0-9+.-]*:", link) and not link.startswith(("http:", "https:")):
                self.found.append(f"links to {link}")

    def handle_endtag(self, tag):
        self.in_style = self.in_style and tag != "style"

    def handle_data(self, data):
        if self.in_style:
            self.look_at_style(data)

    def look_at_style(self, text):
        if re.search(r"url\(|@import|expression\(", text, re.I):
            self.found.append(f"loads something in a style: {text[:60]!r}")


def html(text):
    elements = Elements()
    elements.feed(text)
    has_policy = re.search(r"""<meta[^>]*Content-Security-Policy[^>]*default-src 'none'""", text)
    return elements.found + ([] if has_policy else ["has no Content-Security-Policy"])


def junit(text):
    root = xml.etree.ElementTree.fromstring(text)
    return [f"has <{node.tag}>" for node in root.iter() if node.tag not in JUNIT_ELEMENTS]


def json_text(text):
    json.loads(text)
    return []


def tap(text):
    plan = re.search(r"^1\.\.(\d+)", text, re.M)
    tests = re.findall(r"^(?:not )?ok ", text, re.M)
    if not plan or int(plan[1]) != len(tests):
        return ["the plan and the tests differ"]
    return ["bails out"] if re.search("^Bail out!", text, re.M) else []


def markdown(text):
    outside = re.sub(r"^(`{3,}|~{3,}).*?^\1", "", text, flags=re.M | re.S)
    outside = re.sub(r"(?<!\\)(`+)(?!`).*?(?<!`)\1(?!`)", "", outside)
    bad = r"(?<!\\)<[a-zA-Z!/?][^\n]{0,40}|(?<!\\)!\[[^\n]{0,40}|(?<!\\)\]\(\s*(?!https?:)[a-zA-Z][\w+.-]*:[^\n]{0,40}"
    return [f"has {match!r}" for match in re.findall(bad, outside)]


CHECKS = {".csv": csv_cells, ".html": html, ".xml": junit, ".json": json_text, ".tap": tap, ".md": markdown}
