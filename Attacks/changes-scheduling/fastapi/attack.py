from kit import *


def attack():
    tries("nice -20", lambda: os.setpriority(os.PRIO_PROCESS, 0, -20) is None)
    for policy in (os.SCHED_FIFO, os.SCHED_RR):
        tries(f"policy {policy}", lambda: os.sched_setscheduler(0, policy, os.sched_param(1)) is None)
    tries("deadline", lambda: syscall(314, 0, (48).to_bytes(4, "little") + (6).to_bytes(4, "little") + bytes(40), 0) == 0)
    for pid in {os.getppid(), int(KNOWN["victim"]), *processes()} - {0, os.getpid()} - OWN_FIRST:
        tries(f"nice of {pid}", lambda: os.setpriority(os.PRIO_PROCESS, pid, 19) is None)
        tries(f"processors of {pid}", lambda: os.sched_setaffinity(pid, {0}) is None)
        tries(f"limits of {pid}", lambda: __import__("resource").prlimit(pid, 7, (4, 4)))
        tries(f"I/O priority of {pid}", lambda: syscall(251, 1, pid, 3 << 13) == 0)
        tries(f"out-of-memory score of {pid}", lambda: os.write(os.open(f"/proc/{pid}/oom_score_adj", os.O_WRONLY), b"1000"))
    tries("out-of-memory score", lambda: os.write(os.open("/proc/self/oom_score_adj", os.O_WRONLY), b"-1000"))
    attempted()
