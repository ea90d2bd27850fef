#!/usr/bin/env bash
# Checks the engines against the truth, holds exact search against its floor, sweeps recall, and leaves JSON in OUT.
# Usage: run.sh [--cpu] [ROWSxDIMENSION]      environment: OUT (default: ./results), CUVS (folder pip installed cuVS into)
# Without --cpu a GPU and cuVS are required: this exits with 2 and the reason where they are missing.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=${OUT:-$PWD/results}
mode=gpu
if [ "${1:-}" = --cpu ]; then mode=cpu; shift; fi
mkdir -p "$out"
bench() {
  "$here/java/bin/java" --add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
    --sun-misc-unsafe-memory-access=allow -Xmx"${HEAP:-4g}" -Dbench.results="$out" -Dbench.cache="$out/cache" \
    -Dbench.revision="$(cat "$here/REVISION")" -Dcuvs.library.path="${CUVS:-}" -jar "$here/hybrid-perf-jmh.jar" "$@"
}

bench backends
if [ "$mode" = gpu ]; then
  data=clustered:${1:-1000000x768}
  engines=cuvs-brute-force,cuvs-ivf-flat,cuvs-ivf-pq,cuvs-cagra
  exact=cuvs-brute-force
else
  data=clustered:${1:-20000x128}
  engines=cpu-exact,lucene-hnsw,jvector
  exact=cpu-exact
fi

echo "== right?"
bench check --backends=$engines
echo "== exact search against its floor"
bench floor --backend=$exact --data="$data" --seconds="${SECONDS_EACH:-3}"
echo "== recall against queries a second"
if [ "$mode" = gpu ]; then
  for batch in 1 100 1000; do
    bench sweep --data="$data" --backends=cuvs-cagra --batch=$batch --values=32,64,96,128,192,256,384,512
    bench sweep --data="$data" --backends=cuvs-ivf-flat,cuvs-ivf-pq --batch=$batch --values=4,8,16,32,64,128,256
  done
else
  bench sweep --data="$data" --backends=$engines --passes=3
fi
echo "== results in $out"
