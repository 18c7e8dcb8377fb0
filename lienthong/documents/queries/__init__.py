"""Reads of documents, by noun: the sender's board, lists, one document's surroundings."""

from lienthong.documents.queries.board import BoardFilter, BoardRow, board_counts, board_rows

__all__ = ["BoardFilter", "BoardRow", "board_counts", "board_rows"]
