"""One attack, as its folder describes it, and the modules that attacks are put into."""

import importlib.util
import json
import os
import pathlib
import shutil

import yaml

PROJECT = pathlib.Path(__file__).resolve().parents[2]
ATTACKS = PROJECT / "Attacks"
LESSONS = {"01": "01-blocking", "03": "03-queries"}
RIGHT = {"01": {"fastapi": "async-client", "swift": "async-client"}, "03": {"fastapi": None}}
MAIN_FILES = {"fastapi": "main.py", "swift": "main.swift"}


class Attack:
    def __init__(self, folder):
        words = yaml.safe_load((folder / "attack.yaml").read_text())
        self.folder, self.name = folder, folder.name
        self.kind, self.stopped_by, self.outcomes = words["kind"], words["stopped_by"], set(words["outcome"])
        self.lesson, self.base = words.get("lesson", "01"), words.get("base")
        self.is_fast, self.runs = words.get("fast", False), words.get("ran", True)
        self.is_dangerous, self.has_pair = words.get("dangerous", False), words.get("pair", False)
        self.may_be_left_out, self.own_batch = words.get("may_be_left_out", False), words.get("own_batch", False)
        self.tracks = [track for track in ("fastapi", "swift") if (folder / track).is_dir()]

    def submit(self, place, kit, tracks):
        """Puts its submissions into the folder, and returns their names."""
        if (self.folder / "make.py").exists():
            return self.make(place, kit)
        names = []
        for track in filter(tracks.__contains__, self.tracks):
            for number in (1, 2) if self.has_pair else (1,):
                name = f"{self.name}-{track}" + (f"-{number}" if self.has_pair else "")
                if self.base:
                    self.prepend_call(place / name, kit, track)
                shutil.copytree(self.folder / track, place / name, dirs_exist_ok=True)
                names.append(name)
        return names

    def make(self, place, kit):
        spec = importlib.util.spec_from_file_location("make", self.folder / "make.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        before = set(os.listdir(os.fsencode(place)))
        module.make(str(place), self.name, kit.known)
        return [os.fsdecode(name) for name in set(os.listdir(os.fsencode(place))) - before]

    def prepend_call(self, module, kit, track):
        """Copies the base, and makes it call `attack` before its server starts."""
        shutil.copytree(Kit.module(self.lesson, track, self.base), module)
        main = module / MAIN_FILES[track]
        text = main.read_text()
        if track == "fastapi":
            main.write_text("import attack\n\nattack.attack()\n" + text)
        else:
            main.write_text(text.replace("let app = App()", "attack()\nlet app = App()", 1))
        kit.write(module, track, self.name)


class Kit:
    """What attacks may know, and the modules that they are put into."""

    def __init__(self, known):
        self.known = known

    @staticmethod
    def module(lesson, track, base):
        if base == "wrong":
            return PROJECT / "Lessons" / LESSONS[lesson] / track
        solutions = PROJECT / "Solutions" / LESSONS[lesson] / track
        return solutions / (RIGHT[lesson][track] or sorted(os.listdir(solutions))[0])

    def write(self, module, track, name):
        known = self.known | {"name": name, "submission": module.name}
        if track == "fastapi":
            text = (ATTACKS / "kit/fastapi/kit.py").read_text()
            (module / "kit.py").write_text(f"{text}\n\nKNOWN = {known!r}\n")
        else:
            text = (ATTACKS / "kit/swift/Kit.swift").read_text()
            pairs = "".join(f"  {json.dumps(key)}: {json.dumps(value)},\n" for key, value in known.items())
            (module / "Kit.swift").write_text(f"{text}\nlet allKnown: [String: String] = [\n{pairs}]\n")
