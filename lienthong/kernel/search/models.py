"""The tables of search. They follow from other tables and can be made anew from them, so they carry
no foreign keys.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchText(models.Model):
    """Words that one or more objects share. `key` names their origin ("exchange.packet:7").

    `words` finds (folded syllables, pairs, scopes), `head` and `exact` rank (heading; syllables
    with their marks), `folded` proves a phrase, `title` and `body` are shown.
    `files` are the sha256 of the files whose words it has besides.
    """

    key = models.TextField(unique=True)
    title = models.TextField()
    body = models.TextField(default="")
    day = models.DateField()
    files = ArrayField(models.TextField(), default=list)
    head = SearchVectorField()
    exact = SearchVectorField()
    folded = models.TextField()
    words = SearchVectorField()

    class Meta:
        app_label = "kernel"
        db_table = "kernel_search_text"
        indexes = [
            GinIndex(fields=["words"], name="kernel_search_words", fastupdate=False),
            models.Index(fields=["day"], name="kernel_search_day"),
        ]


class SearchHolding(models.Model):
    """An agency holds a text as an object of its own: its copy of the document."""

    pk = models.CompositePrimaryKey("text_id", "agency_id")
    text_id = models.BigIntegerField()
    agency_id = models.BigIntegerField()
    object_type = models.TextField()
    object_id = models.BigIntegerField()

    class Meta:
        app_label = "kernel"
        db_table = "kernel_search_holding"
        indexes = [
            models.Index(fields=["object_id", "object_type"], name="kernel_search_object"),
        ]


class FileText(models.Model):
    """The text of a stored file, read once per content. `state` is a value of `reading.State`;
    `reason` says in words why there is none.
    """

    sha256 = models.TextField(primary_key=True)
    state = models.TextField()
    reason = models.TextField(default="")
    text = models.TextField(default="")
    read_at = models.DateTimeField()

    class Meta:
        app_label = "kernel"
        db_table = "kernel_file_text"
