import io
import os
import pathlib
import socket
import tarfile
import zipfile


def make(folder, name, known):
    right = pathlib.Path(known["right"]).read_bytes()
    module = pathlib.Path(folder, name)
    module.mkdir()
    for odd in ["\x1b[2J.py", "=1+1.py", "<script>alert('pitfall')<.py", "\u202eyp.exe.py", "a\nok 1 - all.py", "-rf.py", "MAIN.py", "Main.py", "e\u0301.py", "\u00e9.py", "]]>.py", "'; touch loot.py"]:
        (module / odd).write_text("raise SystemExit(1)")
    (module / "main.py").write_text("raise RuntimeError('no')")
    with open(os.fsencode(str(module)) + b"/\xff.py", "w") as file:
        file.write("x")
    module = pathlib.Path(folder, name + "-no-module")
    module.mkdir()
    for odd in ["\x1b[2J=1.py", "<script>alert('pitfall')<.py", "=cmd|x.py"]:
        (module / odd).write_text("x")
        os.mkfifo(module / ("pipe" + odd))
