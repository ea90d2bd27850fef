#!/usr/bin/env python3
"""Stands the HNSW engines beside FAISS's: same vectors, same queries, same run, one thread each.

For developers:  python3 -m venv faiss && faiss/bin/pip install faiss-cpu==1.15.1
                 mvn -pl src/jmh -am package -Puberjar -DskipTests
                 faiss/bin/python src/jmh/scripts/compare_faiss.py --data clustered:100000x128

The engines take turns (Java, FAISS, Java), so that a neighbour's load does not fall on one alone; the Java figures are the
better of the two turns. --turns 1 leaves the second out, for a machine without neighbours. Queries a second at equal recall are
read off each curve between its points, by log-linear interpolation.
"""
import argparse
import glob
import json
import math
import os
import subprocess
import tempfile
import time

import faiss
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
EFS = [10, 16, 24, 32, 48, 64, 96, 128, 192, 256, 384, 512]
LEVELS = [0.90, 0.95, 0.98, 0.99, 0.995]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="clustered:100000x128", help="as the benchmarks name it")
    parser.add_argument("--queries", type=int, default=1000)
    parser.add_argument("--k", type=int, default=10)
    parser.add_argument("--passes", type=int, default=5)
    parser.add_argument("--turns", type=int, default=2, choices=[1, 2], help="how often Java's engines are built and searched")
    parser.add_argument("--results", help="keep the sweeps of Java's engines here, pictures included")
    parser.add_argument("--jar", default=os.path.join(HERE, "..", "target", "hybrid-perf-jmh.jar"))
    parser.add_argument("--java", default=os.path.join(os.environ.get("JAVA_HOME", ""), "bin", "java")
                        if os.environ.get("JAVA_HOME") else "java", help="a Java 25")
    return parser.parse_args()


def java(options, results, *command):
    subprocess.run(
        [options.java, "--add-modules=jdk.incubator.vector", "--sun-misc-unsafe-memory-access=allow", "-Xmx2g",
         "-Djava.awt.headless=true", "-Dbench.results=" + results, "-jar", options.jar, *command],
        check=True, stdout=subprocess.DEVNULL)


def java_sweep(options, folder, turn):
    results = os.path.join(options.results or folder, "turn-%d" % turn)
    java(options, results, "sweep", "--data=" + os.path.join(folder, "base.fvecs"), "--queries=%d" % options.queries,
         "--k=%d" % options.k, "--passes=%d" % options.passes, "--backends=lucene-hnsw,jvector",
         "--tuning=M=16,efConstruction=200", "--values=" + ",".join(map(str, EFS)))
    newest = max(glob.glob(os.path.join(results, "sweep-*", "sweep.json")))
    with open(newest, encoding="utf-8") as file:
        return json.load(file)["points"]


def fvecs(path):
    raw = np.fromfile(path, dtype=np.int32)
    rows = raw.reshape(-1, raw[0] + 1)[:, 1:].copy().view(np.float32)
    # The cosine is the inner product of unit vectors, as in the benchmarks.
    return rows / np.maximum(np.linalg.norm(rows.astype(np.float64), axis=1, keepdims=True), 1e-30).astype(np.float32)


def faiss_sweep(options, folder):
    faiss.omp_set_num_threads(1)
    base, queries = fvecs(os.path.join(folder, "base.fvecs")), fvecs(os.path.join(folder, "query.fvecs"))
    exact = faiss.IndexFlatIP(base.shape[1])
    exact.add(base)
    # Ties count within the tolerance of the Java side.
    limit = exact.search(queries, options.k)[0][:, -1] - 1e-3
    index = faiss.IndexHNSWFlat(base.shape[1], 16, faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction = 200
    index.add(base)
    points = []
    for ef in EFS:
        index.hnsw.efSearch = ef
        rates, right = [], 0
        for turn in range(-1, options.passes):
            start = time.perf_counter_ns()
            # One query a call, as the other engines are asked.
            answers = [index.search(queries[q:q + 1], options.k)[0] for q in range(len(queries))]
            if turn < 0:
                right = sum(int((answers[q][0] >= limit[q]).sum()) for q in range(len(queries)))
            else:
                rates.append(len(queries) * 1e9 / (time.perf_counter_ns() - start))
        points.append({"backend": "faiss-hnsw", "tuning": "ef=%d" % ef, "recall": right / (len(queries) * options.k),
                       "qps": sorted(rates)[len(rates) // 2]})
    return points


def at_recall(points, level):
    """Queries a second where a curve crosses a recall; None where it does not reach it."""
    best = None
    ordered = sorted(points, key=lambda point: point["recall"])
    for low, high in zip(ordered, ordered[1:]):
        if low["recall"] <= level <= high["recall"] and high["recall"] > low["recall"]:
            share = (level - low["recall"]) / (high["recall"] - low["recall"])
            rate = math.exp(math.log(low["qps"]) * (1 - share) + math.log(high["qps"]) * share)
            best = rate if best is None else max(best, rate)
    return best


def main():
    options = arguments()
    with tempfile.TemporaryDirectory() as folder:
        java(options, folder, "export", folder, "--data=" + options.data, "--queries=%d" % options.queries)
        turns = [java_sweep(options, folder, 1)]
        points = faiss_sweep(options, folder)
        if options.turns == 2:
            turns.append(java_sweep(options, folder, 2))
        for same in zip(*turns):
            points.append(max(same, key=lambda point: point["qps"]))
    engines = ["faiss-hnsw", "lucene-hnsw", "jvector"]
    print("%s, %d queries one at a time, k=%d, M=16, efConstruction=200, FAISS %s, load %.1f\n" % (
        options.data, options.queries, options.k, faiss.__version__, os.getloadavg()[0]))
    print("| ef |" + "".join(" %s recall@%d | QPS |" % (engine, options.k) for engine in engines))
    print("|---:|" + "---:|---:|" * len(engines))
    for ef in EFS:
        cells = []
        for engine in engines:
            point = [p for p in points if p["backend"] == engine and p["tuning"] == "ef=%d" % ef]
            cells.append(" %.4f | %.0f |" % (point[0]["recall"], point[0]["qps"]) if point else " - | - |")
        print("| %d |%s" % (ef, "".join(cells)))
    print("\n| equal recall |" + "".join(" %s QPS | of FAISS |" % engine for engine in engines))
    print("|---:|" + "---:|---:|" * len(engines))
    for level in LEVELS:
        rates = [at_recall([p for p in points if p["backend"] == engine], level) for engine in engines]
        print("| %.3f |" % level + "".join(
            " %.0f | %s |" % (rate, "%.2f" % (rate / rates[0]) if rates[0] else "-") if rate else " not reached | - |"
            for rate in rates))


if __name__ == "__main__":
    main()
