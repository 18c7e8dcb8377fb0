"""How the invented part of a province is made; see make_demo_province.py beside this folder."""
