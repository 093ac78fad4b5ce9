import io
import os
import pathlib
import socket
import tarfile
import zipfile


def make(folder, name, known):
    right = pathlib.Path(known["right"]).read_bytes()
    if os.geteuid() != 0:
        return  # the file would be the submitter's own
    module = pathlib.Path(folder, name)
    module.mkdir()
    os.chown(module, 65534, 65534)
    os.link(known["home"] + "/secret.py", module / "secret.py")
    (module / "main.py").write_text("import secret\n")
