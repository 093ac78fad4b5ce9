import io
import os
import pathlib
import socket
import tarfile
import zipfile


def make(folder, name, known):
    right = pathlib.Path(known["right"]).read_bytes()
    with zipfile.ZipFile(f"{folder}/{name}-zip.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("main.py", "w", force_zip64=True) as file:
            for _ in range(2000):
                file.write(bytes(1 << 20))
    with tarfile.open(f"{folder}/{name}-count.tar.gz", "w:gz", compresslevel=1) as archive:
        for number in range(100_000):
            archive.addfile(tarfile.TarInfo(f"f{number}.py"))
    with tarfile.open(f"{folder}/{name}-deep.tar.gz", "w:gz") as archive:
        archive.addfile(tarfile.TarInfo("d/" * 3000 + "main.py"))
    with tarfile.open(f"{folder}/{name}-sparse.tar", "w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo("main.py")
        member.pax_headers = {"GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": str(1 << 50)}
        member.size = 512
        archive.addfile(member, io.BytesIO(b"0\n".ljust(512, bytes(1))))
    data = b"PK"
    for _ in range(12):
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for number in range(4):
                archive.writestr(f"{number}.zip", data)
        data = buffer.getvalue()
    pathlib.Path(folder, f"{name}-nested.zip").write_bytes(data)
    pathlib.Path(folder, f"{name}-garbage.zip").write_bytes(b"PK\x03\x04" + os.urandom(100_000))
    pathlib.Path(folder, f"{name}-cut.tar.gz").write_bytes(b"\x1f\x8b\x08" + os.urandom(1000))
