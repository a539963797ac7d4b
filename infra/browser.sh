#!/bin/sh
# Get Chromium from Debian's or Ubuntu's packages, for the tests that look at pages as people do.
set -eu

if ! command -v apt-get >/dev/null; then
    echo "The browser tests need Chromium: install it by your system's own means." >&2
    exit 1
fi
as_root=""
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo"
fi
$as_root apt-get update --quiet
DEBIAN_FRONTEND=noninteractive $as_root apt-get install --quiet --yes --no-install-recommends chromium
