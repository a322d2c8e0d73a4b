"""Drives a headless Chromium through its DevTools protocol: standard library only."""

import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

FLAGS = [
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
    "--disable-dev-shm-usage", "--hide-scrollbars", "--remote-debugging-pipe",
]


def find_chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """One browser with a fresh profile. The protocol's messages go through two pipes, each message
    ended by a zero byte; the browser reads file descriptor 3 and writes 4."""

    def __init__(self, program: str) -> None:
        self._profile = tempfile.mkdtemp(prefix="lexicnn-chromium-")
        read_commands, self._commands = os.pipe()
        self._answers, write_answers = os.pipe()

        def connect() -> None:
            # Both ends may themselves be 3 or 4: lift them out of the way first.
            commands, answers = os.dup(read_commands), os.dup(write_answers)
            os.dup2(commands, 3)
            os.dup2(answers, 4)

        self._process = subprocess.Popen(
            [program, *FLAGS, f"--user-data-dir={self._profile}", "about:blank"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=connect, pass_fds=(3, 4))
        os.close(read_commands)
        os.close(write_answers)
        self._buffer = b""
        self._number = 0
        self.events: list[dict[str, Any]] = []

    def close(self) -> None:
        try:
            self.call("Browser.close", timeout=10)
            self._process.wait(10)
        except (TimeoutError, RuntimeError, OSError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        os.close(self._commands)
        os.close(self._answers)
        shutil.rmtree(self._profile, ignore_errors=True)

    def call(self, method: str, params: dict[str, Any] | None = None, session: str | None = None,
             timeout: float = 60) -> dict[str, Any]:
        self._number += 1
        number = self._number
        message: dict[str, Any] = {"id": number, "method": method, "params": params or {}}
        if session is not None:
            message["sessionId"] = session
        data = json.dumps(message).encode() + b"\0"
        while data:
            data = data[os.write(self._commands, data):]
        end = time.monotonic() + timeout
        while True:
            answer = self._receive(end)
            if answer.get("id") != number:
                continue
            if "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            return answer["result"]

    def pump(self, seconds: float) -> None:
        """Takes in the events of the next moments."""
        try:
            end = time.monotonic() + seconds
            while True:
                self._receive(end)
        except TimeoutError:
            pass

    def _receive(self, end: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._answers], [], [], max(0.0, end - time.monotonic()))
            if not ready:
                raise TimeoutError("the browser does not answer")
            data = os.read(self._answers, 1 << 20)
            if not data:
                raise RuntimeError("the browser ended")
            self._buffer += data
        text, self._buffer = self._buffer.split(b"\0", 1)
        message = json.loads(text)
        if "method" in message:
            self.events.append(message)
        return message


class Page:
    """A tab. `problems` collects every message of the console, exceptions and broken policies, `requests`
    every address asked for."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        target = browser.call("Target.createTarget", {"url": "about:blank"})["targetId"]
        self._target = target
        self._session = browser.call("Target.attachToTarget", {"targetId": target, "flatten": True})["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")
        # Some errors reach the window only, such as that of a ResizeObserver that calls itself.
        self.call("Page.addScriptToEvaluateOnNewDocument", {"source":
                  "window.errorEvents = []; addEventListener('error', (event) => errorEvents.push(event.message));"})

    def call(self, method: str, params: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._browser.call(method, params, self._session)

    def close(self) -> None:
        self._browser.call("Target.closeTarget", {"targetId": self._target})

    def size(self, width: int, height: int) -> None:
        self.call("Emulation.setDeviceMetricsOverride",
                  {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False})

    def theme(self, scheme: str, media: str = "") -> None:
        self.call("Emulation.setEmulatedMedia",
                  {"media": media, "features": [{"name": "prefers-color-scheme", "value": scheme}]})

    def open(self, path: Path, fragment: str = "") -> None:
        address = path.resolve().as_uri() + (f"#{fragment}" if fragment else "")
        before = len(self._browser.events)
        self.call("Page.navigate", {"url": address})
        end = time.monotonic() + 60
        while not any(event["method"] == "Page.loadEventFired" and event.get("sessionId") == self._session
                      for event in self._browser.events[before:]):
            if time.monotonic() > end:
                raise TimeoutError(f"{address} does not load")
            self._browser.pump(0.05)
        self.run("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")

    def go(self, fragment: str) -> None:
        """Follows a deep link within the open page."""
        self.run("""new Promise((done) => {
            const before = location.hash;
            addEventListener("hashchange", () => requestAnimationFrame(() => setTimeout(done)), { once: true });
            location.hash = FRAGMENT;
            if (location.hash === before) done();
        })""".replace("FRAGMENT", json.dumps(fragment)))

    def run(self, expression: str) -> Any:
        """The value of an expression in the page."""
        answer = self.call("Runtime.evaluate",
                           {"expression": expression, "returnByValue": True, "awaitPromise": True})
        if "exceptionDetails" in answer:
            raise RuntimeError(str(answer["exceptionDetails"]))
        return answer["result"].get("value")

    def press(self, key: str) -> None:
        codes = {"Tab": 9, "Enter": 13, "Escape": 27, "ArrowRight": 39, "ArrowLeft": 37, "Home": 36, "End": 35}
        event = {"key": key, "code": key, "windowsVirtualKeyCode": codes[key]}
        if key == "Enter":
            event["text"] = "\r"
        self.call("Input.dispatchKeyEvent", {"type": "keyDown", **event})
        self.call("Input.dispatchKeyEvent", {"type": "keyUp", **event})
        self._browser.pump(0.05)

    def pointer(self, x: float, y: float) -> None:
        self.call("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": x, "y": y})
        self._browser.pump(0.05)

    def events(self, *methods: str) -> list[dict[str, Any]]:
        self._browser.pump(0.1)
        return [event["params"] for event in self._browser.events
                if event.get("sessionId") == self._session and event["method"] in methods]

    def problems(self) -> list[str]:
        out = [str(event["exceptionDetails"]) for event in self.events("Runtime.exceptionThrown")]
        out += [str(event) for event in self.events("Runtime.consoleAPICalled")]
        out += [str(event["entry"]) for event in self.events("Log.entryAdded")]
        return out + self.run("window.errorEvents")

    def requests(self) -> list[str]:
        return [event["request"]["url"] for event in self.events("Network.requestWillBeSent")]
