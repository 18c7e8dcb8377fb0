"""Public services: procedures as packages of data, applications, the one-stop desk.

A procedure is a folder of data (`packages/`, no Django there); an application runs under one
version of it. Serves Decree 61/2018, Decree 107/2021 and Decree 45/2020.
Start reading at packages/package.py.
"""
