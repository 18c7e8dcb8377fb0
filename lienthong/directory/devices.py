"""What a browser says of itself, in words a person recognises a device by."""

from __future__ import annotations

from django.utils.translation import gettext as _

# In this order: most browsers also say that they are like those further down.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "coc_coc": "Cốc Cốc",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def in_words(user_agent: str) -> str:
    """As a person says it: "Chrome trên Windows"; what is not recognised is left out."""
    browser = next((name for mark, name in BROWSERS.items() if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS.items() if mark in user_agent), "")
    if browser and system:
        return _("{browser} trên {system}").format(browser=browser, system=system)
    return browser or system or _("thiết bị không rõ")
