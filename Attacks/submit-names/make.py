import io
import os
import pathlib
import socket
import tarfile
import zipfile


def make(folder, name, known):
    right = pathlib.Path(known["right"]).read_bytes()
    names = [
        "\x1b[2J\x1b]0;owned\x07", "=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "\n=1+1\nok 1 - all", "<script>alert('pitfall')<", "]]><evil>",
        "\u202egnp.exe", "\u2066a", "a" * 240, "--out", "-h", "results.jsonl", "feedback", "e\u0301", "\u00e9", "NAME", "name", "a\u2028b", ",\"',", "..\\..",
        "%2e%2e%2fetc", "CON", " ", "\u200b", "\ufeff", "\x7f", "\u0085x", "a|b", "[x](javascript:alert(1))", "&lt;script&gt;", "${{ secrets.KEY }}",
    ]
    for odd in names:
        module = pathlib.Path(folder, odd)
        module.mkdir(exist_ok=True)
        (module / "main.py").write_text("import kit_missing_" + "x\n")
    os.mkdir(os.fsencode(folder) + b"/\xff\xfe")
    with open(os.fsencode(folder) + b"/\xff\xfe/main.py", "w") as file:
        file.write("import missing")
