from kit import *


def attack():
    for name, number, arguments in [("shared memory", 29, [0x10071008, 4096]), ("queue", 68, [0x10071008]), ("semaphore", 64, [0x10071008, 1])]:
        if syscall(number, *arguments, 0o600) >= 0:
            escaped("found the other's " + name)
        syscall(number, *arguments, 0o1600)
    if syscall(240, b"loot-pitfall", 2, 0, 0) >= 0:
        escaped("found the other's POSIX queue")
    syscall(240, b"loot-pitfall", 0o102, 0o600, 0)
    attempted()
