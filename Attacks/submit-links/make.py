import io
import os
import pathlib
import socket
import tarfile
import zipfile


def make(folder, name, known):
    right = pathlib.Path(known["right"]).read_bytes()
    for target in ["/etc/passwd", known["home"] + "/secret.txt", known["right"], "main.py", known["project"] + "/Solutions"]:
        index = len(os.listdir(folder))
        module = pathlib.Path(folder, f"{name}-file-{index}")
        module.mkdir()
        (module / "main.py").symlink_to(target)
    os.symlink(os.path.dirname(known["right"]), f"{folder}/{name}-folder")
    os.symlink(known["right"], f"{folder}/{name}-single.py")
    os.mkdir(f"{folder}/{name}-within")
    os.symlink(os.path.dirname(known["right"]), f"{folder}/{name}-within/fastapi")
