"""Runs a program in a pseudo-terminal and maintains a model of its screen. Requests and replies are JSON objects, one
per line, on standard input and output; the first request starts the program. At the end of its input, it kills
everything it has started."""
import base64
import errno
import json
import os
import select
import shlex
import signal
import sys
import termios
import time

import pexpect
import pyte

from screen import Screen

SHELL_PROMPT = "shell$ "


class Terminal:
    def __init__(self, request):
        self.screen = Screen(request["columns"], request["rows"])
        self.stream = pyte.ByteStream(self.screen)
        self.raw, self.unsent, self.exit = bytearray(), bytearray(), None
        command, environment = request["command"], request["environment"]
        size = (request["rows"], request["columns"])
        if request.get("shell"):
            environment = dict(environment, PS1=SHELL_PROMPT, HISTFILE="/dev/null")
            self.child = pexpect.spawn(
                "/bin/bash", ["--norc", "--noprofile", "--noediting", "-i"], env=environment, dimensions=size)
        else:
            self.child = pexpect.spawn(command[0], command[1:], env=environment, dimensions=size)
        self.master = self.child.child_fd
        os.set_blocking(self.master, False)
        self.is_open = True
        self.process = os.pidfd_open(self.child.pid)
        if request.get("shell"):
            self.until(lambda: SHELL_PROMPT.strip() in "\n".join(self.screen.rows()), request["timeout"])
            self.send(" ".join(map(shlex.quote, command)) + "\n")

    def pump(self, timeout, awaits_request=False):
        """Waits for output, for the program's end, or for a request; returns True for a request."""
        poll = select.poll()
        poll.register(0, select.POLLIN if awaits_request else 0)
        if self.is_open:
            poll.register(self.master, select.POLLIN | (select.POLLOUT if self.unsent else 0))
        if self.exit is None:
            poll.register(self.process, select.POLLIN)
        events = dict(poll.poll(None if timeout is None else timeout * 1000))
        if events.get(self.master, 0) & select.POLLOUT:
            try:
                del self.unsent[:os.write(self.master, self.unsent[:1024])]
            except BlockingIOError:
                pass
        if events.get(self.master, 0) & ~select.POLLOUT:
            self.read()
        if self.process in events:
            self.read()
            self.exit = os.waitstatus_to_exitcode(os.waitpid(self.child.pid, 0)[1])
        if events.get(0, 0) & (select.POLLHUP | select.POLLERR) and not awaits_request:
            raise EOFError
        return 0 in events

    def read(self):
        while self.is_open:
            try:
                data = os.read(self.master, 65536)
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno != errno.EIO:
                    raise
                data = b""
            if not data:
                self.is_open = False
                return
            self.raw += data
            self.stream.feed(data)
            self.screen.version += 1

    def until(self, condition, timeout, step=None):
        deadline = time.monotonic() + timeout
        while not condition():
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            self.pump(min(left, step or left))
        return True

    def send(self, text):
        self.unsent += text.encode("utf-8", "surrogateescape")

    def count(self, text):
        # Search the rows on the screen, and the lines as the program wrote them.
        rows = "\n".join(self.screen.above() + self.screen.rows())
        return max(rows.count(text), "\n".join(self.screen.logical()).count(text))

    def snapshot(self):
        screen = self.screen
        return {"rows": screen.rows(), "styles": screen.styles(), "x": screen.cursor.x, "y": screen.cursor.y,
                "columns": screen.columns, "version": screen.version, "exited": self.exit is not None}

    def tty(self):
        flags = termios.tcgetattr(self.master)[3]
        return {"icanon": bool(flags & termios.ICANON), "echo": bool(flags & termios.ECHO),
                "isig": bool(flags & termios.ISIG)}

    def answer(self, request):
        timeout = request["timeout"]
        if "send" in request:
            self.send(request["send"])
        elif "send_bytes" in request:
            self.unsent += base64.b64decode(request["send_bytes"])
        elif "wait" in request:
            wanted = request.get("count", 1)
            self.until(lambda: self.count(request["wait"]) >= wanted or self.exit is not None, timeout)
            return {"found": self.count(request["wait"]) >= wanted}
        elif "change" in request:
            self.until(lambda: self.screen.version > request["change"] or self.exit is not None, timeout)
            return self.snapshot()
        elif "screen" in request:
            return self.snapshot()
        elif "lines" in request:
            return {"lines": self.screen.logical()}
        elif "resize" in request:
            rows, columns = request["resize"]
            self.read()
            self.screen.resize(rows, columns)
            self.screen.version += 1
            self.child.setwinsize(rows, columns)
        elif "signal" in request:
            if request.get("foreground"):
                os.killpg(os.tcgetpgrp(self.master), request["signal"])
            else:
                os.kill(self.child.pid, request["signal"])
        elif "wait_exit" in request:
            self.until(lambda: self.exit is not None, timeout)
            return {"exit": self.exit}
        elif "tty" in request:
            wanted = request["tty"]
            # Changes of the modes are not reported, so poll.
            self.until(lambda: all(self.tty()[key] == wanted[key] for key in wanted), timeout, step=0.01)
            return self.tty()
        elif "raw" in request:
            return {"raw": base64.b64encode(self.raw).decode()}
        elif "pid" in request:
            return {"pid": self.child.pid}
        else:
            return {"error": f"unknown request {request}"}
        return {}

    def end(self):
        """Kills everything in the program's session, including a shell's other process groups."""
        for name in os.listdir("/proc"):
            try:
                fields = open(f"/proc/{name}/stat").read().rpartition(")")[2].split() if name.isdigit() else []
                if fields and int(fields[3]) == self.child.pid:
                    os.kill(int(name), signal.SIGKILL)
            except (OSError, ValueError):
                pass
        if self.exit is None:
            os.waitpid(self.child.pid, 0)


def main():
    requests = sys.stdin.buffer.raw
    buffered, terminal = b"", None
    try:
        while True:
            while b"\n" not in buffered:
                if terminal is None or terminal.pump(None, awaits_request=True):
                    data = requests.read(65536)
                    if not data:
                        return
                    buffered += data
            line, _, buffered = buffered.partition(b"\n")
            request = json.loads(line)
            try:
                if terminal is None:
                    terminal = Terminal(request)
                    reply = {}
                else:
                    reply = terminal.answer(request)
            except (OSError, pexpect.ExceptionPexpect, KeyError, TypeError) as error:
                reply = {"error": str(error)}
            print(json.dumps(reply), flush=True)
    except (EOFError, BrokenPipeError):
        pass
    finally:
        if terminal is not None:
            terminal.end()


main()
