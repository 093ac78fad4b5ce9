#!/usr/bin/env python3
"""Compares our server with a raw SwiftNIO pipeline and with Hummingbird, by wrk -t1 -c32 in interleaved rounds.

    servers.py raw=Benchmarks/.build/release/raw-nio hummingbird=Benchmarks/.build/release/hummingbird-peer ours=PROGRAM

Each command starts a server and gets a port as its last argument. The first server is the one that the others are
compared with. For each server, prints the median of its request rate divided by the first server's rate in the same
round, and the median and the minimum of its CPU microseconds per request (/proc/PID/task/*/schedstat). On a busy
machine, the minimum is the most reliable of these.
"""

import argparse
import re
import signal
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def start(command):
    port = free_port()
    process = subprocess.Popen([*command.split(), str(port)], stdout=subprocess.DEVNULL)
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return process, port
        except OSError:
            time.sleep(0.05)
    process.kill()
    sys.exit(f"{command} does not accept connections")


def cpu_seconds(pid):
    stats = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(stat.read_text().split()[0]) for stat in stats) / 1e9


def measure(process, port, route, seconds):
    before = cpu_seconds(process.pid)
    url = f"http://127.0.0.1:{port}{route}"
    command = ["wrk", "-t1", "-c32", f"-d{seconds}s", url]
    output = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30, check=True).stdout
    if "Socket errors" in output or "Non-2xx" in output:
        sys.exit(f"{url}: {output}")
    count = int(re.search(r"(\d+) requests in", output)[1])
    rate = float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1])
    return rate, (cpu_seconds(process.pid) - before) / count * 1e6


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("servers", nargs="+", metavar="NAME=COMMAND")
    parser.add_argument("--routes", default="/hello,/json")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=3)
    options = parser.parse_args()
    names = [server.split("=", 1)[0] for server in options.servers]
    running = {}
    try:
        for server in options.servers:
            name, command = server.split("=", 1)
            running[name] = start(command)
        for route in options.routes.split(","):
            rounds = []
            for _ in range(options.rounds):
                rounds.append({name: measure(*running[name], route, options.seconds) for name in names})
            print(f"{route}, {options.rounds} rounds of {options.seconds} s, wrk -t1 -c32")
            print(f"  {'server':<14} {'req/s':>8} {'/' + names[0]:>9} {'min..max':>13} {'CPU us/req':>11} {'min':>6}")
            for name in names:
                ratios = [round[name][0] / round[names[0]][0] for round in rounds]
                rate = statistics.median(round[name][0] for round in rounds)
                cpus = [round[name][1] for round in rounds]
                cpu = f"{statistics.median(cpus):11.1f} {min(cpus):6.1f}"
                spread = f"{min(ratios):.2f}..{max(ratios):.2f}"
                print(f"  {name:<14} {rate:8.0f} {statistics.median(ratios):9.2f} {spread:>13} {cpu}")
    finally:
        for process, _ in running.values():
            process.send_signal(signal.SIGTERM)
        for process, _ in running.values():
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


if __name__ == "__main__":
    main()
