"""A real Chromium without a screen, driven through chromedriver by the W3C WebDriver protocol.

The protocol is a dozen JSON requests, so this small client takes the place of a package that would bring a download
manager of its own.
"""

import base64
import json
import re
import subprocess
import urllib.request

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)
_ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {
    "Enter": "\ue007",
    "Escape": "\ue00c",
    "Backspace": "\ue003",
    "ArrowLeft": "\ue012",
    "ArrowUp": "\ue013",
    "ArrowRight": "\ue014",
    "ArrowDown": "\ue015",
    "Tab": "\ue004",
    "End": "\ue010",
}


class Browser:
    """One browser with a profile of its own; use it as a context."""

    def __init__(self, profile):
        self._profile = profile
        self._session = ""

    def __enter__(self):
        self._driver = subprocess.Popen(
            ["chromedriver", "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self._address = self._listening()
        options = {"args": [*_FLAGS, f"--user-data-dir={self._profile}"]}
        wanted = {
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
        }
        made = self._ask("POST", "/session", {"capabilities": {"alwaysMatch": wanted}})
        self._session = f"/session/{made['sessionId']}"
        return self

    def __exit__(self, *_):
        try:
            self._ask("DELETE", self._session)
        finally:
            self._driver.terminate()
            self._driver.wait(10)
            self._driver.stdout.close()

    def _listening(self):
        """Return where the driver listens, once it does."""
        for line in self._driver.stdout:
            found = re.search(r"started successfully on port (\d+)", line)
            if found:
                return f"http://127.0.0.1:{found[1]}"
        raise RuntimeError(f"chromedriver ended with {self._driver.wait()} before it listened")

    def open_nothing(self):
        """Open an empty page, and forget what the browser's own first page said and asked for."""
        self._ask("POST", f"{self._session}/url", {"url": "about:blank"})
        self.console()
        self.requests()

    def open(self, file, width=1440, height=900, scheme="light"):
        """Open a file at a size, in a colour scheme."""
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )
        self.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        self._ask("POST", f"{self._session}/url", {"url": file.as_uri()})

    def run(self, script, *arguments):
        """Return what a script returns."""
        return self._ask("POST", f"{self._session}/execute/sync", {"script": script, "args": list(arguments)})

    def text(self, selector):
        """Return the text of an element."""
        return self.run("return document.querySelector(arguments[0]).innerText", selector)

    def click(self, selector):
        """Click the middle of an element, as a mouse does."""
        found = self._ask("POST", f"{self._session}/element", {"using": "css selector", "value": selector})
        self._ask("POST", f"{self._session}/element/{found[_ELEMENT]}/click", {})

    def press(self, *keys):
        """Press keys, one after the other, wherever the focus is; single letters stand for themselves."""
        actions = []
        for key in keys:
            value = KEYS.get(key, key)
            actions += [{"type": "keyDown", "value": value}, {"type": "keyUp", "value": value}]
        source = {"type": "key", "id": "keyboard", "actions": actions}
        self._ask("POST", f"{self._session}/actions", {"actions": [source]})

    def cdp(self, command, **parameters):
        """Ask Chromium itself."""
        return self._ask("POST", f"{self._session}/goog/cdp/execute", {"cmd": command, "params": parameters})

    def console(self):
        """Return what the console said since the last time."""
        return [entry["message"] for entry in self._log("browser")]

    def requests(self):
        """Return the addresses that were asked for since the last time."""
        events = (json.loads(entry["message"])["message"] for entry in self._log("performance"))
        return [e["params"]["request"]["url"] for e in events if e["method"] == "Network.requestWillBeSent"]

    def screenshot(self, file, *, whole=False):
        """Keep a picture of what is seen, or of the whole page."""
        shot = self.cdp("Page.captureScreenshot", captureBeyondViewport=whole)
        file.write_bytes(base64.b64decode(shot["data"]))

    def _log(self, kind):
        return self._ask("POST", f"{self._session}/se/log", {"type": kind})

    def _ask(self, method, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            self._address + path, data, {"Content-Type": "application/json"}, method=method
        )
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=60) as answer:
            return json.load(answer)["value"]
