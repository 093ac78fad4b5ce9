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
    (module / "main.py").write_text("raise SystemExit(1)")
    (module / "main.py").chmod(0)
    module = pathlib.Path(folder, name + "-folder")
    module.mkdir()
    (module / "main.py").write_text("raise SystemExit(1)")
    module.chmod(0)
