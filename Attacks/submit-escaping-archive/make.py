import io
import os
import pathlib
import socket
import tarfile
import zipfile


def make(folder, name, known):
    right = pathlib.Path(known["right"]).read_bytes()
    def tar(kind, members):
        with tarfile.open(f"{folder}/{name}-{kind}.tar", "w") as archive:
            for path, type, target, data in members:
                member = tarfile.TarInfo(path)
                member.type, member.linkname, member.size, member.mode = type, target, len(data), 0o6777
                archive.addfile(member, io.BytesIO(data))

    loot = b"print('loot')"
    tar("parent", [("../../../../../../tmp/loot-parent.py", tarfile.REGTYPE, "", loot), ("main.py", tarfile.SYMTYPE, known["right"], b"")])
    tar("absolute", [("/tmp/loot-absolute.py", tarfile.REGTYPE, "", loot)])
    tar("behind-link", [("a", tarfile.SYMTYPE, "/tmp", b""), ("a/loot-behind.py", tarfile.REGTYPE, "", loot)])
    tar("behind-hard-link", [("a.py", tarfile.SYMTYPE, "/tmp/loot-hard.py", b""), ("b.py", tarfile.LNKTYPE, "a.py", b""), ("b.py", tarfile.REGTYPE, "", loot)])
    tar("hard-link", [("main.py", tarfile.LNKTYPE, known["right"], b"")])
    tar("link", [("main.py", tarfile.SYMTYPE, known["home"] + "/secret.py", b"")])
    tar("pipe", [("main.py", tarfile.FIFOTYPE, "", b"")])
    tar("device", [("main.py", tarfile.CHRTYPE, "", b"")])
    with zipfile.ZipFile(f"{folder}/{name}-zip.zip", "w") as archive:
        archive.writestr("../../../../../../../tmp/loot-zip.py", loot)
        link = zipfile.ZipInfo("main.py")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, known["right"])
