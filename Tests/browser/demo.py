"""Plays what people do with the page of a demo: demo.py SCENARIO BROWSER LINK-FOR-THE-CLASS LINK-FOR-THE-SPEAKER"""

import socket
import sys
import threading
from urllib.parse import urlsplit, urlunsplit

from browser import Browser

STEPS = ["code", "question", "race", "reveal", "fix", "rule"]
PHONE = {"width": 390, "height": 844, "phone": True}


def expect(is_true, what):
    if not is_true:
        raise AssertionError(what)


def at(step):
    return f"document.getElementById('step').dataset.step === '{step}'"


def says(selector, text):
    return f"document.querySelector({selector!r})?.innerText.includes({text!r})"


# A race that has begun is seen to its end, whatever that is on a busy machine.
SETTLED = "!document.querySelector('[data-action=next]').disabled"


def go(speaker, step):
    """From the step before."""
    speaker.press("Space")
    speaker.until(f"{at(step)} && {SETTLED}")


def expect_fits(page, where):
    page.appear()
    height, width = page.value("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    expect(height <= 720 and width <= 1280, f"{where}: {width}×{height} is more than the screen:\n{page.text()}")
    page.appear(**PHONE)
    width = page.value("document.documentElement.scrollWidth")
    expect(width <= 390, f"{where}: {width} is wider than a phone:\n{page.text()}")
    page.appear()


def expect_clean(*pages):
    for page in pages:
        page.text()
        expect(not page.complaints, f"the console has {page.complaints}")
        origin = page.value("location.origin + '/'")
        foreign = [url for url in page.requests if not url.startswith((origin, "data:,"))]
        expect(page.requests and not foreign, f"requests went to {foreign}")


def walk(browser, shared, own):
    """Through all steps, with nothing but the keyboard, to the end."""
    speaker, viewer = browser.open(own), browser.open(shared)
    for step in STEPS:
        for page in [speaker, viewer]:
            page.until(at(step))
        speaker.until(SETTLED)
        for page, who in [(speaker, "speaker"), (viewer, "class")]:
            expect_fits(page, f"{step}, {who}")
        expect(speaker.text("#notes"), f"the speaker has no notes on {step}")
        expect(not viewer.text("#notes"), f"the class sees the notes on {step}")
        if step == "race":
            expect("Broken" in viewer.text("#step") and "Fixed" in viewer.text("#step"), viewer.text())
        if step == "fix":
            speaker.press("b")
            speaker.until(at("reveal"))
            viewer.until(at("reveal"))
            go(speaker, "fix")
        speaker.press("Space")
    for page in [speaker, viewer]:
        page.until(says("#connection", "The demo is over."))
    # There is nothing left to go through.
    speaker.press("Space")
    expect(speaker.text("#connection") == "The demo is over." and not speaker.named("button"), speaker.text())
    expect_clean(speaker, viewer)


def classroom(browser, shared, own):
    """Two of the class follow and vote; they cannot move the demo."""
    speaker, first, second = browser.open(own), browser.open(shared), browser.open(shared, **PHONE)
    speaker.until(at("code"))
    go(speaker, "question")
    for page in [first, second]:
        page.until(at("question"))
        expect("Next" not in page.named("button") and page.value("document.getElementById('controls').hidden"), "controls")
        for key in ["Space", "Enter", "b", "n", "r"]:
            page.press(key)

    def votes(*wanted):
        counts = [("" if count == 0 else f"{count} vote") for count in wanted]
        tests = [f"document.querySelectorAll('.choice .votes')[{i}].innerText.includes({c!r})" for i, c in enumerate(counts)]
        return " && ".join(tests)

    def chosen(index):
        return f"document.querySelectorAll('.choice')[{index}].getAttribute('aria-pressed') === 'true'"

    first.click("[data-choice='0']")
    first.until(chosen(0))
    second.until(votes(1, 0))
    second.press("2")
    second.until(chosen(1))
    first.until(votes(1, 1))
    # A change of mind.
    first.press("2")
    first.until(f"{chosen(1)} && !({chosen(0)})")
    for page in [speaker, second]:
        page.until(votes(0, 2))
    # Not a choice of this question.
    second.press("4")
    first.reload()
    first.until(f"{at('question')} && {chosen(1)}")
    first.until(votes(0, 2))
    expect(not first.text("#connection") and not second.text("#connection"), "a complaint")
    speaker.reload()
    speaker.until(at("question"))
    expect_clean(speaker, first, second)
    answer = "fetch('control', {method: 'POST', headers: {'Content-Type': 'application/json'}, body: '{\"action\": \"next\"}'})"
    expect(first.value(f"{answer}.then((response) => response.status)") == 403, "the class moved the demo")
    go(speaker, "race")
    go(speaker, "reveal")
    for page in [first, second]:
        page.until(f"{at('reveal')} && document.querySelector('.choice.right') && !document.querySelector('button.choice')")
        page.until(says(".choice.own .votes", "yours"))
    speaker.close()


def appearance(browser, shared, own):
    """What people get who see no colors, hear the page, use no mouse, or want no motion."""
    speaker, viewer = browser.open(own, dark=True, still=True), browser.open(shared)
    brightness = "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).reduce((sum, part) => sum + Number(part), 0)"
    for page, is_dark in [(speaker, True), (viewer, False)]:
        page.until(at("code"))
        expect((page.value(brightness) < 380) == is_dark, "the background is neither light nor dark")
    speaker.press("Tab")
    expect(speaker.value("document.activeElement.className") == "skip", "the first stop is not the skip link")
    speaker.press("Tab")
    expect(speaker.value("document.activeElement.className") == "code", "code cannot be scrolled by the keyboard")
    expect(set(speaker.named("button")) == {"Back", "Again", "Next"}, speaker.named("button"))
    go(speaker, "question")
    viewer.until(at("question"))
    expect(all(name[0] == str(i + 1) for i, name in enumerate(viewer.named("button"))), viewer.named("button"))
    # Others' votes do not take the focus away.
    viewer.value("document.querySelectorAll('.choice')[1].focus()")
    speaker.press("1")
    viewer.until(says(".choice .votes", "1 vote"))
    expect(viewer.value("document.activeElement.dataset.choice") == "1", "the focus is lost")
    viewer.press("Enter")
    viewer.until("document.querySelectorAll('.choice')[1].getAttribute('aria-pressed') === 'true'")
    go(speaker, "race")
    viewer.until(f"{says('#announcement', 'Step 3 of 6, Race.')} && !document.getElementById('step').innerText.includes('…')")
    if viewer.text(".figure"):
        viewer.until(f"{says('#announcement', 'broken: slowest ping')} || {says('#announcement', 'too busy')}")
        expect("Time of the broken server" in viewer.named("list"), viewer.named("list"))
        expect("the fixed server" in viewer.named("region"), viewer.named("region"))
        duration = "getComputedStyle(document.querySelector('.span')).transitionDuration"
        expect(speaker.value(duration).startswith("0s"), f"it moves for {speaker.value(duration)}")
        expect(not viewer.value(duration).startswith("0s"), "the picture does not move")
    expect_clean(speaker, viewer)


class Line:
    """What lies between the browser and the server, and can be cut."""

    def __init__(self, link):
        self.there = urlsplit(link)
        self.port, self.sockets = 0, []
        self.connect()
        here = self.there._replace(netloc=f"127.0.0.1:{self.port}")
        self.link = urlunsplit(here)

    def connect(self):
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self.accept, args=[self.listener], daemon=True).start()

    def accept(self, listener):
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            far = socket.create_connection((self.there.hostname, self.there.port))
            self.sockets += [near, far]
            for source, target in [(near, far), (far, near)]:
                threading.Thread(target=self.copy, args=[source, target], daemon=True).start()

    @staticmethod
    def copy(source, target):
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            pass

    def cut(self):
        # Without the shutdown, the thread in `accept` would keep the port.
        for one in [self.listener] + self.sockets:
            try:
                one.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            one.close()
        self.sockets = []


def outage(browser, shared, own):
    """The connection is lost, and comes back while the demo has gone on."""
    line = Line(shared)
    speaker, viewer = browser.open(own), browser.open(line.link)
    speaker.until(at("code"))
    viewer.until(at("code"))
    line.cut()
    viewer.until(says("#connection", "The connection is lost. Trying again…"))
    go(speaker, "question")
    viewer.press("1")
    expect(viewer.value(at("code")), "it shows what it cannot know")
    line.connect()
    viewer.until(f"{at('question')} && !document.getElementById('connection').innerText")
    viewer.press("1")
    speaker.until(says(".choice .votes", "1 vote"))


def wrong(browser, shared, own):
    """Links that are not whole, or of another demo."""
    sentence = "This link is not one of this demo: ask for the whole link."
    for link in [shared.split("#")[0], shared + "x", own + "x"]:
        page = browser.open(link)
        page.until(says("#connection", sentence))
        expect(not page.text("#step"), f"{link} shows the demo")
        page.close()
    for link in [shared, own]:
        browser.open(link).until(at("code"))


if __name__ == "__main__":
    scenario, address, *links = sys.argv[1:]
    browser = Browser(address)
    try:
        globals()[scenario](browser, *links)
    finally:
        for page in list(browser.pages.values()):
            page.close()
