from kit import *


def attack():
    folder = os.environ.get("TMPDIR", os.getcwd())
    os.chdir(folder)
    for name in ["\x1b[2J", "=1+1", "<script>", "\n", "-rf", "\u202egnp"]:
        tries("name", lambda: open(name, "w").close())
    tries("raw name", lambda: open(b"\xff\xfe", "w").close())
    os.mkdir("locked")
    open("locked/file", "w").close()
    tries("locking", lambda: os.chmod("locked", 0))
    attempted()
    for number in range(100_000):
        try:
            open(f"f{number}", "w").close()
        except OSError as error:
            print(error)
            break
    os.chdir(KNOWN["start"] if os.path.isdir(KNOWN["start"]) else "/")
