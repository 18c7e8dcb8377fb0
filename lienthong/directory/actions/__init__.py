"""Every write of the directory, by noun. Start reading at appointments.py: all have its shape."""
