import io
import os
import pathlib
import socket
import tarfile
import zipfile


def make(folder, name, known):
    right = pathlib.Path(known["right"]).read_bytes()
    for kind in ["pipe", "socket", "device", "folder"]:
        module = pathlib.Path(folder, f"{name}-{kind}")
        module.mkdir()
        file = str(module / "main.py")
        if kind == "pipe":
            os.mkfifo(file)
        elif kind == "socket":
            socket.socket(socket.AF_UNIX).bind(file)
        elif kind == "folder":
            os.mkdir(file)
        elif os.geteuid() == 0:
            os.mknod(file, 0o20666, os.makedev(1, 5))
    os.mkfifo(f"{folder}/{name}-single.py")
    os.mkfifo(f"{folder}/{name}-archive.zip")
    os.symlink("/dev/zero", f"{folder}/{name}-zero.tar.gz")
