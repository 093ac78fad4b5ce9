import io
import os
import pathlib
import socket
import tarfile
import zipfile


def make(folder, name, known):
    right = pathlib.Path(known["right"]).read_bytes()
    for archive_name in [f"{name}-a;touch loot-shell;.tar", f"{name}-$(touch loot-shell).tar", f"-{name}--use-compress-program=touch loot-shell.tar"]:
        with tarfile.open(f"{folder}/{archive_name}", "w") as archive:
            for path in ["-C", "--checkpoint-action=exec=touch loot-shell.py", "@loot.tar", "-T", "--", "$(touch loot).py"]:
                member = tarfile.TarInfo(path)
                archive.addfile(member, io.BytesIO())
