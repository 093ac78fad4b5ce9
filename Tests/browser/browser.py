"""Drives Chromium by its DevTools protocol, over one WebSocket.

A driver such as Selenium's would be a second program of exactly the browser's version; the protocol needs nothing but the
`websockets` that the tests have already, and also shows requests, console messages and the accessibility tree.
"""

import json
import time
from websockets.sync.client import connect

# As `Patience.long` of the Swift tests: only a fault uses it up.
PATIENCE = 240


class Browser:
    """`address` is the WebSocket that Chromium names when it starts."""

    def __init__(self, address):
        self.socket = connect(address, max_size=None, ping_interval=None)
        self.number = 0
        self.pages = {}

    def call(self, method, session=None, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        self.socket.send(json.dumps(message | ({"sessionId": session} if session else {})))
        while True:
            answer = json.loads(self.socket.recv(timeout=PATIENCE))
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']['message']}")
                return answer["result"]
            if page := self.pages.get(answer.get("sessionId")):
                page.note(answer)

    def open(self, url, **appearance):
        """A page of its own viewer: it shares no storage with others."""
        context = self.call("Target.createBrowserContext")["browserContextId"]
        target = self.call("Target.createTarget", url="about:blank", browserContextId=context)["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        page = self.pages[session] = Page(self, session, context)
        for domain in ["Page", "Runtime", "Network", "Log"]:
            page.call(f"{domain}.enable")
        page.appear(**appearance)
        page.call("Page.navigate", url=url)
        return page


class Page:
    def __init__(self, browser, session, context):
        self.browser, self.session, self.context = browser, session, context
        self.requests = []
        # What a developer would see in red.
        self.complaints = []

    def call(self, method, **parameters):
        return self.browser.call(method, self.session, **parameters)

    def note(self, event):
        kind, what = event.get("method"), event.get("params")
        if kind == "Network.requestWillBeSent":
            self.requests.append(what["request"]["url"])
        elif kind == "Runtime.exceptionThrown":
            self.complaints.append(what["exceptionDetails"].get("exception", {}).get("description", str(what)))
        elif kind == "Runtime.consoleAPICalled":
            self.complaints.append(str(what["args"]))
        elif kind == "Log.entryAdded":
            self.complaints.append(f"{what['entry']['text']} {what['entry'].get('url', '')}")

    def appear(self, width=1280, height=720, dark=False, still=False, phone=False):
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=phone)
        features = {"prefers-color-scheme": "dark" if dark else "light"}
        features["prefers-reduced-motion"] = "reduce" if still else "no-preference"
        self.call("Emulation.setEmulatedMedia", features=[{"name": n, "value": v} for n, v in features.items()])

    def value(self, expression):
        answer = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(f"{expression}: {answer['exceptionDetails']['exception']['description']}")
        return answer["result"].get("value")

    def until(self, expression):
        """Waits until `expression` is true in the page; while the page is loading, it may fail."""
        end, pause = time.monotonic() + PATIENCE, 0.005
        while not self.value(f"(() => {{ try {{ return Boolean({expression}) }} catch {{ return false }} }})()"):
            if time.monotonic() > end:
                raise TimeoutError(f"waited in vain until {expression} on a page that says:\n{self.text()}")
            time.sleep(pause)
            pause = min(pause * 1.2, 0.05)

    def text(self, selector="body"):
        return self.value(f"document.querySelector({selector!r})?.innerText ?? ''")

    def press(self, key):
        text = {"Space": " ", "Enter": "\r"}.get(key, key if len(key) == 1 else "")
        name = " " if key == "Space" else key
        code = {" ": 32, "Enter": 13, "Tab": 9}.get(name, ord(name.upper()) if len(name) == 1 else 0)
        parts = {"key": name, "code": key if len(key) > 1 else "", "windowsVirtualKeyCode": code}
        self.call("Input.dispatchKeyEvent", type="keyDown", text=text, **parts)
        self.call("Input.dispatchKeyEvent", type="keyUp", **parts)

    def click(self, selector):
        """With the mouse, so that something in front of it would be hit instead."""
        x, y = self.value(f"""(() => {{
            const box = document.querySelector({selector!r}).getBoundingClientRect();
            return [box.x + box.width / 2, box.y + box.height / 2];
        }})()""")
        for kind in ["mousePressed", "mouseReleased"]:
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def named(self, role):
        """The names of everything that assistive technology finds of this role."""
        nodes = self.call("Accessibility.getFullAXTree")["nodes"]
        return [
            node.get("name", {}).get("value", "").strip() for node in nodes
            if not node["ignored"] and node.get("role", {}).get("value") == role
        ]

    def reload(self):
        self.call("Page.reload")

    def close(self):
        self.browser.pages.pop(self.session)
        self.browser.call("Target.disposeBrowserContext", browserContextId=self.context)
