"""axe-core finds no fault in what the page shows, in light and dark, wide and narrow."""

from typing import Any

from tests.browser.axe import violations

from .person import Person

SCREENS = {"light": (800, "light"), "dark": (800, "dark"), "phone": (390, "light"), "dark phone": (390, "dark")}


def faults(person: Person) -> list[Any]:
    """What is wrong with the page as it is, on any screen."""
    found: list[Any] = []
    for name, (width, scheme) in SCREENS.items():
        metrics = {"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": width < 600}
        person.cdp("Emulation.setDeviceMetricsOverride", **metrics)
        person.cdp("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        found += [(name, *fault) for fault in violations(person.browser)]
        if person.js("return document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            found.append((name, "serious", "wide", "wider than the screen"))
    return found


def test_signed_out(person: Person) -> None:
    assert faults(person) == []
    person.js("document.body.append(Object.assign(document.createElement('input'), { id: 'unnamed' }))")
    assert {fault[2] for fault in faults(person)} >= {"label"}  # it does find faults


def test_signed_in_and_in_trouble(person: Person) -> None:
    person.sign_in("alice-with-a-name-as-long-as-some-issuers-make-them-0123456789", after="#notes/")
    assert faults(person) == []
    person.python("BUCKET += '-not'")
    person.list_again()
    person.until(lambda: person.sees("#problem"))
    assert not person.sees("table")
    assert faults(person) == []
