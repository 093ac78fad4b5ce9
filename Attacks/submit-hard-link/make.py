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
    os.link(known["home"] + "/secret.py", module / "secret.py")
    (module / "main.py").write_text("import secret\n")
