"""The three files that show the whole: settings.py, urls.py, wiring.py; and the doors wsgi.py,
cli.py.
"""
