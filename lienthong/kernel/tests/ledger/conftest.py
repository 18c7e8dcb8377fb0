"""What the ledger's tests share."""
