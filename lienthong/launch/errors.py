"""The one expected failure of this room."""


class LaunchError(Exception):
    """Something on this machine stops us; the text tells a person what happened and what to do."""
