"""Liên Thông: one province, one system. Start reading at ARCHITECTURE.md, then config/urls.py."""
