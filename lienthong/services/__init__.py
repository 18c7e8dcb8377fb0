"""Public services (dịch vụ công): procedures, applications, the one-stop desk, several agencies.

Nouns: Procedure and its Versions (packages of data), Application with its Papers, Steps,
Supplements, Opinions and Payments. The law it serves: Decree 61/2018 and Decree 107/2021 (the
one-stop shop), Decree 45/2020 (online), and the Prime Minister's index of 2022 (QĐ 766, scoring).
Start reading at rules.py (ten statuses), rules_clock.py (when it is due), packages/ (what a
procedure is made of), models/, then actions/submitting.py and actions/moving.py.
"""
