#!/bin/sh
# Runs one line of the Procfile (web, worker, beat), or any other command as it is.
set -eu

mkdir -p "${PROMETHEUS_MULTIPROC_DIR:-/tmp/metrics}"
rm -f "${PROMETHEUS_MULTIPROC_DIR:-/tmp/metrics}"/*.db

line="$(sed -n "s/^${1:-web}: *//p" Procfile)"
if [ -n "$line" ]; then
    exec sh -c "exec $line"
fi
exec "$@"
