"""What no attack may find or touch."""

import os
import pathlib
import secrets
import socket
import subprocess
import threading
import time


class Canaries:
    """Secrets that no attack may reveal, doors that none may knock at, and a process that none may touch."""

    def __init__(self, place):
        self.secrets, self.heard = {}, []
        self.home = place / "home"
        (self.home / ".ssh").mkdir(parents=True)
        for name in ["secret.txt", ".ssh/id_ed25519", ".netrc", "secret.py"]:
            (self.home / name).write_text(f"'{self.secret('home/' + name)}'\n")
        self.token = self.secret("the grader's environment")
        self.open_doors()
        self.victim = subprocess.Popen(["sleep", "100000"])
        while self.victim_state() != "S":  # as it starts
            time.sleep(0.01)

    def secret(self, what):
        text = "canary" + secrets.token_hex(12)
        self.secrets[text] = what
        return text

    def open_doors(self):
        """TCP, UDP, and UNIX sockets by path and by abstract name."""
        by_port = socket.create_server(("127.0.0.1", 0))
        self.port = by_port.getsockname()[1]
        self.abstract = "pitfall-attack-" + secrets.token_hex(4)
        by_name, by_path = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        by_name.bind("\0" + self.abstract)
        self.socket = str(self.home / "s")
        by_path.bind(self.socket)
        os.chmod(self.socket, 0o777)
        self.listeners = [by_port, by_name, by_path]
        for listener in self.listeners:
            listener.listen()
            threading.Thread(target=self.answer, args=(listener, self.secret("a port")), daemon=True).start()
        datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        datagrams.bind(("127.0.0.1", self.port))
        threading.Thread(target=self.hear, args=(datagrams,), daemon=True).start()

    def answer(self, listener, secret):
        while True:
            client, _ = listener.accept()
            client.settimeout(1)
            try:
                client.sendall(secret.encode())
                self.heard.append(client.recv(200).decode(errors="replace") or "a connection")
            except OSError:
                self.heard.append("a connection")
            client.close()

    def hear(self, datagrams):
        while True:
            self.heard.append(datagrams.recv(200).decode(errors="replace"))

    def victim_state(self):
        return pathlib.Path(f"/proc/{self.victim.pid}/stat").read_text().rsplit(") ", 1)[1][0]

    def victim_problem(self):
        """What happened to the process beside the grader; None if it still sleeps as it did."""
        if self.victim.poll() is not None:
            return "the victim has ended"
        state = self.victim_state()
        nice = os.getpriority(os.PRIO_PROCESS, self.victim.pid)
        if state == "S" and nice == os.getpriority(os.PRIO_PROCESS, 0):
            return None
        return f"the victim's state is {state}, nice {nice}"

    def close(self):
        self.victim.kill()
        self.victim.wait()
        for listener in self.listeners:
            listener.close()
