from kit import *


def attack():
    for path in [KNOWN["home"] + "/secret.txt", KNOWN["home"] + "/.ssh", KNOWN["key"], KNOWN["out"], KNOWN["out"] + "/results.jsonl", "/usr/bin/env"]:
        mode = None
        try:
            mode = os.stat(path).st_mode & 0o7777
        except OSError:
            pass
        tries("mode of " + path, lambda: os.chmod(path, mode or 0o700) is None)
        tries("times of " + path, lambda: os.utime(path, (1, 1)) is None)
        tries("owner of " + path, lambda: os.chown(path, os.getuid(), os.getgid()) is None)
        tries("attributes of " + path, lambda: os.setxattr(path, "user.loot", b"1") is None)
        tries("mode at " + path, lambda: syscall(452, -100, path.encode(), mode or 0o700, 0) == 0)
    for path in ["/usr/bin/env", "/etc/passwd"]:
        tries("mode of the open " + path, lambda: os.fchmod(os.open(path, os.O_RDONLY), 0o755 if "usr" in path else 0o644) is None)
    attempted()
