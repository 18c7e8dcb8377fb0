"""The repository checks itself: what HOUSE asks of every file, without a database.

A check is a function from a file's text to sentences about what is wrong; each is shown a bad text
it must find. What is excused is listed beside its check with the reason, and an excuse that is no
longer needed is itself an error.
"""
