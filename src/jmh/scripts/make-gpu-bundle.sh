#!/usr/bin/env bash
# Makes a bundle for a machine with a GPU and no Java: a Java runtime cut to size, the benchmarks in one jar, and a script.
# Usage: src/jmh/scripts/make-gpu-bundle.sh [FILE]     (default: src/jmh/target/hybrid-perf-gpu.tar.gz)
# There:  tar xzf hybrid-perf-gpu.tar.gz && hybrid-perf-gpu/run.sh
set -euo pipefail
module=$(cd "$(dirname "$0")/.." && pwd)
out=${1:-$module/target/hybrid-perf-gpu.tar.gz}
limit_bytes=$((64 * 1024 * 1024))

jlink=${JAVA_HOME:-/nowhere}/bin/jlink
if ! "$jlink" --version 2>/dev/null | grep -qE '^(2[5-9]|[3-9][0-9])'; then
  jlink=$(ls -d /usr/lib/jvm/*/bin/jlink 2>/dev/null | while read -r one; do
    "$one" --version | grep -qE '^(2[5-9]|[3-9][0-9])' && echo "$one"; done | head -n 1)
fi
[ -n "$jlink" ] || { echo "no jlink of Java 25 or later: set JAVA_HOME to such a JDK" >&2; exit 1; }

(cd "$module/../.." && mvn -B -q -pl src/jmh -am package -Puberjar -DskipTests)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
bundle=$work/hybrid-perf-gpu
mkdir -p "$bundle"
"$jlink" --add-modules java.base,java.logging,java.management,jdk.management,jdk.unsupported,jdk.incubator.vector,jdk.httpserver \
  --strip-debug --no-header-files --no-man-pages --compress=zip-9 --output "$bundle/java"
cp "$module/target/hybrid-perf-jmh.jar" "$bundle/"
cp "$module/scripts/gpu-run.sh" "$bundle/run.sh"
(cd "$module" && git describe --always --dirty --abbrev=40 2>/dev/null || echo unknown) > "$bundle/REVISION"
tar -C "$work" -czf "$out" hybrid-perf-gpu
bytes=$(stat -c %s "$out")
echo "$out: $((bytes / 1024 / 1024)) MB"
[ "$bytes" -lt "$limit_bytes" ] || { echo "the bundle exceeds 64 MB" >&2; exit 1; }
