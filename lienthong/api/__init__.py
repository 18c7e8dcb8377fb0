"""The public JSON contract: the same actions as behind the pages, for other programs.

A refusal is problem+json (RFC 9457) with the same words as for people; a session and its CSRF token
say who asks. Start reading at v1/applications.py.
"""
