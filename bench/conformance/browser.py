"""A real browser."""

import json

from cases import failed, judged
from stage import ASSETS


def browser(stage):
    """headless Chromium loads a page of 50 assets by HTTP/2 and talks over a WebSocket, on the listener with TLS"""
    printed, code = stage.run_node("browser", "browser.mjs", stage.proxy.url("/page.html", secure=True), limit=120)
    if code != 0:
        return [failed("the browser runs", f"ended with {code}: {printed[-500:]}")]
    report = json.loads(printed)
    cases = []
    assets = [entry for entry in report["entries"] if "asset-" in entry["name"]]
    for number in range(ASSETS):
        found = [entry for entry in assets if f"/asset-{number}." in entry["name"]]
        good = len(found) == 1 and found[0]["status"] == 200
        cases.append(judged(f"asset {number} loads", "" if good else f"{found}"))
    protocols = sorted({entry["protocol"] for entry in report["entries"]})
    cases.append(judged("all by HTTP/2", "" if protocols == ["h2"] else str(protocols)))
    cases.append(judged("a WebSocket echoes", "" if report["echo"] == "hello" else str(report["echo"])))
    return cases
