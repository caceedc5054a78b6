"""The stand-alone verifier, as it is given to readers: one file that imports nothing of this project."""

from pathlib import Path

PROGRAM = Path(__file__).with_name("jibao_verify.py")
