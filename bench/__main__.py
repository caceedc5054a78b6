"""`python -m bench [--quick]`: real services and the site of their own, on durable storage, then manage.py bench."""

import shutil
import sys
import tempfile
from pathlib import Path

from config import env, services

RESULTS = Path(__file__).with_name("results.md")


def main() -> int:
    """The exit code of the measuring. The figures of a quick run are not kept."""
    arguments = sys.argv[1:] or ["--output", str(RESULTS)]
    state = Path(tempfile.mkdtemp(prefix="jibao-bench-"))
    state.chmod(0o711)  # run as root, the servers' account has to pass
    static = state / "static"
    static.mkdir()
    env.export({
        "DJANGO_SETTINGS_MODULE": "bench.settings", "LOG_FORMAT": "json", "DEBUG": "off", "STATIC_ROOT": str(static),
    })  # fmt: skip
    command = ["run", "--state", str(state), "--migrate", "--process", "web"]
    try:
        return services.main([*command, "--", "python", "manage.py", "bench", *arguments])
    finally:
        shutil.rmtree(state, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
