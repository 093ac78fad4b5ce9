from kit import *


def attack():
    attempted()
    block = b"x" * (1 << 20)
    for number in range(1000):
        for folder in ["/tmp", "/dev/shm", os.getcwd(), os.environ.get("TMPDIR", "/tmp"), os.path.dirname(os.path.abspath(__file__))]:
            if KNOWN["tier"] in ("namespaces", "rlimits") and folder in ("/tmp", "/dev/shm"):
                continue  # the user's own there
            def fill():
                with open(f"{folder}/loot{number}", "wb") as file:
                    for _ in range(64):
                        file.write(block)

            tries("fill " + folder, lambda: fill() and None)
    __import__("time").sleep(1000)
