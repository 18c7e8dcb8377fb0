"""Every write of a document, by stage, from drafting to assigning."""
