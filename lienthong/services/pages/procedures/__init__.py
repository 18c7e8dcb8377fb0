"""The editor: procedures and their versions, a draft's parts as pages, its tests, publishing."""
