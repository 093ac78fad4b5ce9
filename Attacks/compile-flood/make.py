"""A module with more errors than a person reads, and nesting deeper than a compiler's stack."""

import pathlib


def make(folder, name, known):
    module = pathlib.Path(folder, name + "-errors")
    module.mkdir()
    (module / "main.swift").write_text("\n".join(f"let a{number}: Int = missing{number}" for number in range(20_000)))
    module = pathlib.Path(folder, name + "-nesting")
    module.mkdir()
    (module / "main.swift").write_text("let a = " + "(" * 200_000 + "1" + ")" * 200_000)
    module = pathlib.Path(folder, name + "-literal")
    module.mkdir()
    (module / "main.swift").write_text("let a = [" + "1, " * 300_000 + "1]\nprint(a.count)\n")
    module = pathlib.Path(folder, name + "-bytes")
    module.mkdir()
    (module / "main.swift").write_bytes(bytes(range(256)) * 1000)
