"""Reads of documents, by noun: lists, one document's surroundings, the sender's board."""

from lienthong.documents.queries.board import BoardFilter, BoardRow, board_counts, board_rows

__all__ = ["BoardFilter", "BoardRow", "board_counts", "board_rows"]
