package io.hybridperf.jmh.backend;

import io.hybridperf.jmh.data.Fit;
import io.hybridperf.jmh.data.VectorSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene104.Lucene104Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.LogDocMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.AcceptDocs;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.TopKnnCollector;
import org.apache.lucene.store.FSDirectory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.Version;
import org.jspecify.annotations.Nullable;

/** Lucene's HNSW graph over float vectors, as one segment in a temporary folder. */
public final class LuceneHnswBackend extends GraphBackend {
  private static final String FIELD = "v";
  private static final long NODE_BYTES = 100;

  private @Nullable Path folder;
  private @Nullable FSDirectory directory;
  private @Nullable DirectoryReader reader;
  private @Nullable LeafReader leaf;

  /** For the service loader. */
  public LuceneHnswBackend() {
    super("lucene-hnsw");
  }

  @Override
  public String version() {
    return "Lucene " + Version.LATEST + " HNSW";
  }

  @Override
  void build(VectorSet vectors, int m, int efConstruction) {
    try (ExecutorService workers = Executors.newFixedThreadPool(devices())) {
      folder = Files.createTempDirectory("lucene-hnsw-");
      directory = new MMapDirectory(folder);
      // 0: a graph for every segment, however small.
      KnnVectorsFormat format =
          new Lucene99HnswVectorsFormat(
              m, efConstruction, devices(), devices() == 1 ? null : workers, 0);
      IndexWriterConfig config =
          new IndexWriterConfig()
              .setCodec(new OneFormat(format))
              .setMergePolicy(new LogDocMergePolicy())
              .setUseCompoundFile(false)
              .setRAMBufferSizeMB(bufferMegabytes());
      try (IndexWriter writer = new IndexWriter(directory, config)) {
        for (int row = 0; row < vectors.rows(); row++) {
          Document document = new Document();
          document.add(
              new KnnFloatVectorField(FIELD, Normalised.row(vectors, row, metric()), similarity()));
          writer.addDocument(document);
        }
        writer.forceMerge(1);
      }
      reader = DirectoryReader.open(directory);
      leaf = reader.leaves().isEmpty() ? null : reader.leaves().getFirst().reader();
    } catch (IOException e) {
      close();
      throw new BackendException("lucene-hnsw: cannot build: " + e.getMessage(), e);
    }
  }

  /** A merge holds the graph on the heap, and the rows on the disk twice. */
  @Override
  void requireRoom(VectorSet vectors, int m) {
    long neighbours = 2L * m + 1;
    long needed = vectors.rows() * (neighbours * (Integer.BYTES + Float.BYTES) + NODE_BYTES);
    long heap = Runtime.getRuntime().maxMemory();
    if (needed > heap / 10 * 6) {
      throw new BackendException(
          String.format(
              Locale.ROOT,
              "lucene-hnsw: the graph of %,d rows needs about %,d MB of heap while it is built, %,d MB are allowed: raise -Xmx (by Maven: -Dbench.heap)",
              vectors.rows(),
              needed >> 20,
              heap >> 20));
    }
    Fit.requireDisk(
        String.format(
            Locale.ROOT, "lucene-hnsw's index of %,d x %d", vectors.rows(), vectors.dimension()),
        2 * vectors.segment().byteSize(),
        Path.of(System.getProperty("java.io.tmpdir")),
        "-Djava.io.tmpdir");
  }

  /** Rows are collected on the heap before they are written: in a quarter of it. */
  private static double bufferMegabytes() {
    return Math.min(1_900, Math.max(16, Runtime.getRuntime().maxMemory() >> 22));
  }

  @Override
  void searchOne(float[] query, int k, int candidates, TopK best) {
    LeafReader searched = Objects.requireNonNull(leaf);
    TopKnnCollector collector =
        new TopKnnCollector(Math.min(candidates, rows()), Integer.MAX_VALUE);
    try {
      searched.searchNearestVectors(FIELD, query, collector, AcceptDocs.fromLiveDocs(null, rows()));
    } catch (IOException e) {
      throw new BackendException("lucene-hnsw: cannot search: " + e.getMessage(), e);
    }
    for (ScoreDoc hit : collector.topDocs().scoreDocs) {
      best.offer(distance(hit.score), hit.doc);
    }
  }

  private VectorSimilarityFunction similarity() {
    return switch (metric()) {
      case COSINE -> VectorSimilarityFunction.DOT_PRODUCT;
      case L2 -> VectorSimilarityFunction.EUCLIDEAN;
      case INNER_PRODUCT -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
    };
  }

  /** Lucene's scores turned back, by the formulas of VectorSimilarityFunction. */
  private float distance(float score) {
    return switch (metric()) {
      case COSINE -> 2f * (1f - score);
      case L2 -> 1f / score - 1f;
      case INNER_PRODUCT -> score < 1f ? 1f / score - 1f : 1f - score;
    };
  }

  @Override
  void free() {
    try {
      if (reader != null) {
        reader.close();
      }
      if (directory != null) {
        directory.close();
      }
      if (folder != null) {
        try (Stream<Path> files = Files.list(folder)) {
          for (Path file : files.toList()) {
            Files.delete(file);
          }
        }
        Files.delete(folder);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("lucene-hnsw: cannot clean up " + folder, e);
    } finally {
      reader = null;
      leaf = null;
      directory = null;
      folder = null;
    }
  }

  private static final class OneFormat extends Lucene104Codec {
    private final KnnVectorsFormat format;

    OneFormat(KnnVectorsFormat format) {
      this.format = format;
    }

    @Override
    public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
      return format;
    }
  }
}
