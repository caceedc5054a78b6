"""Real PostgreSQL and Redis-protocol servers of our own, on a machine that has neither running.

Standard library only, so that the keeper process starts fast. Nothing here creates accounts or changes the
mode of a folder it did not make.
"""
