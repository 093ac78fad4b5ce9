from kit import *


def attack():
    import shutil
    import subprocess
    import tempfile

    before = os.geteuid()
    for name in ["su", "sudo", "mount", "passwd", "newgrp", "unix_chkpwd"]:
        path = shutil.which(name, path="/bin:/usr/bin:/sbin:/usr/sbin")
        if path:
            tries(name, lambda: subprocess.run([path, "--help"], stdin=subprocess.DEVNULL, capture_output=True, timeout=5).returncode and None)
    status = open("/proc/self/status").read()
    if "NoNewPrivs:\t1" not in status:
        escaped("new privileges are possible")
    if KNOWN["tier"] in ("full", "landlock") and "CapEff:\t0000000000000000" not in status and "CapEff:\t0000000000000002" not in status:
        escaped("has capabilities", [line for line in status.splitlines() if line.startswith("Cap")])
    attempted()
