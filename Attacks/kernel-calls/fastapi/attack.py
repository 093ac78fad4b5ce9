from kit import *


def attack():
    for name, number, arguments in [
        ("unshare user", 272, [0x10000000]), ("unshare net", 272, [0x40000000]), ("unshare mount", 272, [0x20000]),
        ("setns", 308, [3, 0]), ("keyctl", 250, [0, -3, 1]), ("add_key", 248, [b"user", b"a", b"b", 1, -3]),
        ("request_key", 249, [b"user", b"a", 0, 0]), ("io_uring_setup", 425, [8, bytes(120)]),
        ("bpf", 321, [0, bytes(128), 128]), ("perf_event_open", 298, [bytes(128), 0, -1, -1, 0]),
        ("userfaultfd", 323, [0]), ("mount", 165, [b"none", b"/tmp", b"tmpfs", 0, 0]),
        ("fsopen", 430, [b"tmpfs", 0]), ("open_tree", 428, [-100, b"/", 1]), ("chroot", 161, [b"/tmp"]),
        ("pivot_root", 155, [b"/tmp", b"/tmp"]), ("sethostname", 170, [b"x", 1]), ("settimeofday", 164, [bytes(16), 0]),
        ("clock_settime", 227, [0, bytes(16)]), ("swapon", 167, [b"/tmp", 0]), ("init_module", 175, [b"", 0, b""]),
        ("kexec_load", 246, [0, 0, 0, 0]), ("syslog", 103, [3, bytes(100), 100]), ("acct", 163, [b"/tmp/acct"]),
        ("quotactl", 179, [0x800007 << 8, 0, 0, 0]), ("name_to_handle_at", 303, [-100, b"/", bytes(200), bytes(8), 0]),
        ("open_by_handle_at", 304, [-100, bytes(200), 0]), ("fanotify_init", 300, [0, 0]), ("iopl", 172, [3]),
        ("lookup_dcookie", 212, [0, bytes(10), 10]), ("mknod", 133, [b"/tmp/disk", 0o60666, 0x800]),
        ("setuid 0", 105, [0]), ("setgid 0", 106, [0]), ("clone user", 56, [0x10000000 | 17, 0, 0, 0, 0]),
        ("setgroups", 116, [0, 0]) if os.getuid() else ("settimeofday", 164, [bytes(16), 0]),
    ]:
        if name in ("setuid 0", "setgid 0") and 0 in (os.getuid(), os.getgid()):
            continue

        def call():
            result = syscall(number, *arguments)
            if name == "clone user" and result == 0:
                os._exit(0)
            return result >= 0 and f"{result}"

        tries(name, call)
    attempted()
