from kit import *


def attack():
    own = str(os.getpid())
    for name in os.listdir("/proc"):
        if not name.isdigit() or name == own:
            continue
        for file in ["environ", "maps", "auxv", "stack", "io", "mem"]:
            tries(f"read /proc/{name}/{file}", lambda: read(f"/proc/{name}/{file}"))
        for file in ["cwd", "root", "exe"]:
            tries(f"follow /proc/{name}/{file}", lambda: os.listdir(f"/proc/{name}/{file}/"))
        tries(f"descriptors of {name}", lambda: os.readlink(f"/proc/{name}/fd/0"))
    for name in os.environ:
        if "TOKEN" in name or "SEED" in name.upper() or "SECRET" in name and name != "PLANTED_SECRET":
            escaped("has the variable " + name, os.environ[name])
    attempted()
