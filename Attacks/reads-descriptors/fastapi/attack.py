from kit import *


def attack():
    own = {name: os.readlink("/proc/self/fd/" + name) for name in os.listdir("/proc/self/fd") if os.path.lexists("/proc/self/fd/" + name)}
    print(own)
    for name, target in own.items():
        known = target == "/dev/null" or target.endswith((".py", ".pyc", ".so")) or "/proc/" in target
        known = known or target.startswith(("anon_inode:[event", "socket:")) and int(name) >= 4 or int(name) in (1, 2, 3)
        if not known:
            escaped(f"descriptor {name}", target)
    tries("reopen the log", lambda: os.open("/proc/self/fd/1", os.O_RDWR | os.O_TRUNC) and "pipe:" not in own["1"])
    tries("a terminal", lambda: os.open("/dev/tty", os.O_RDWR))
    attempted()
