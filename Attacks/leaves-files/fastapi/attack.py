from kit import *


def attack():
    import site
    import sysconfig

    folders = ["/tmp", "/var/tmp", "/dev/shm", os.getcwd(), os.environ.get("HOME", "/"), os.environ.get("TMPDIR", "/tmp"), KNOWN["home"], KNOWN["out"],
               sysconfig.get_path("purelib"), os.path.dirname(os.__file__), "/usr/lib", "/etc", "/run", "/run/lock"]
    for folder in folders:
        if os.path.exists(f"{folder}/loot-pitfall") and KNOWN["submission"] not in open(f"{folder}/loot-pitfall").read():
            escaped("found what the other left in " + folder)
        tries("write " + folder, lambda: open(f"{folder}/loot-pitfall", "w").write(KNOWN["submission"]) and None)
    for file in [sysconfig.get_path("purelib") + "/loot.pth", sysconfig.get_path("purelib") + "/uvicorn/__init__.py"]:
        tries("change " + file, lambda: open(file, "ab").close() or "opened")
    attempted()
