import io
import os
import pathlib
import socket
import tarfile
import zipfile


def make(folder, name, known):
    right = pathlib.Path(known["right"]).read_bytes()
    module = pathlib.Path(folder, name)
    (module / ".git/hooks").mkdir(parents=True)
    for path in [".git/hooks/post-checkout", ".git/hooks/pre-commit", "Makefile", "setup.sh", "run_autograder", ".envrc"]:
        (module / path).write_text("#!/bin/sh\ntouch /tmp/loot-git\n")
        (module / path).chmod(0o755)
    (module / ".git/config").write_text("[core]\n fsmonitor = touch /tmp/loot-git\n[filter \"x\"]\n smudge = touch /tmp/loot-git\n")
    (module / ".gitattributes").write_text("* filter=x\n")
    (module / "requirements.txt").write_text("loot @ file:///tmp/loot\n")
    (module / "class.yaml").write_text("format_version: 1\nlessons: []\n")
    (module / "main.py").write_text("raise SystemExit(1)")
