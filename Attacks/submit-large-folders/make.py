import io
import os
import pathlib
import socket
import tarfile
import zipfile


def make(folder, name, known):
    right = pathlib.Path(known["right"]).read_bytes()
    module = pathlib.Path(folder, f"{name}-sparse")
    module.mkdir()
    with open(module / "main.py", "wb") as file:
        file.truncate(1 << 40)
    module = pathlib.Path(folder, f"{name}-many")
    module.mkdir()
    for number in range(20_000):
        (module / f"f{number}.py").touch()
    (module / "main.py").write_bytes(b"x")
    module = pathlib.Path(folder, f"{name}-deep")
    module.mkdir()
    here = os.getcwd()
    os.chdir(module)
    for _ in range(300):
        os.mkdir("d" * 60)
        os.chdir("d" * 60)
    pathlib.Path("main.py").write_bytes(b"x")
    os.chdir(here)
