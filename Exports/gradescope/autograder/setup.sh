#!/usr/bin/env bash
# Gradescope runs this once, as root, when it builds the image: it installs Swift and pitfall.
set -euo pipefail

swift_version=6.3.1
source=${AUTOGRADER:-/autograder}/source

# The key, the class, and the source, which has the lessons' solutions, are for root alone.
chmod 700 "$source"
if [ ! -f "$source/course.key" ]; then
  (umask 077 && od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n' > "$source/course.key")
fi
chmod 600 "$source/course.key"

mkdir -p /opt/pitfall
tar -xzf "$source/pitfall.tar.gz" -C /opt/pitfall
cd /opt/pitfall

export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
xargs apt-get install -y -qq --no-install-recommends < Requirements/debian.txt
# What Swift itself needs.
apt-get install -y -qq --no-install-recommends binutils ca-certificates gcc g++ git libc6-dev libcurl4 libncurses-dev \
  libxml2 make tzdata zlib1g-dev
# Ubuntu 22.04's own Python is too old.
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
  apt-get install -y -qq --no-install-recommends python3.11 python3.11-venv
fi

# shellcheck source=/dev/null
. /etc/os-release
name="swift-$swift_version-RELEASE-$ID$VERSION_ID"
url="https://download.swift.org/swift-$swift_version-release/$ID${VERSION_ID//./}/swift-$swift_version-RELEASE/$name.tar.gz"
curl -fsSL "$url" -o /tmp/swift.tar.gz
mkdir -p /opt/swift
tar -xzf /tmp/swift.tar.gz -C /opt/swift --strip-components 1
rm /tmp/swift.tar.gz
export PATH=/opt/swift/usr/bin:$PATH

make build
ln -sf /opt/pitfall/.build/release/pitfall /usr/local/bin/pitfall

# Makes the FastAPI environment. The server that is checked ends at once: exit code 1.
module=$(mktemp -d)
echo 'raise SystemExit(0)' > "$module/main.py"
code=0
pitfall verify 01 --track fastapi --isolation rlimits --module "$module" --workspace "$module/workspace" || code=$?
[ "$code" -eq 1 ]
rm -r "$module"
