"""Modules that are hostile to Python's own compiler."""

import pathlib


def make(folder, name, known):
    for kind, text in {
        "nesting": b"x = " + b"(" * 100_000 + b")" * 100_000,
        "constants": b"x = ((((9 ** 9) ** 9) ** 9) ** 9) * [0] * (1 << 40)\n" + b"y = 'x' * (1 << 33)\n",
        "coding": b"# coding: rot13\nvzcbeg bf\n",
        "zeros": bytes(900_000),
        "operators": b"x = " + b"-" * 500_000 + b"1",
    }.items():
        module = pathlib.Path(folder, f"{name}-{kind}")
        module.mkdir()
        (module / "main.py").write_bytes(text)
