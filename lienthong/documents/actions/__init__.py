"""Every write of a document, by stage: drafting, checking, signing, issuing, receiving, assigning."""
