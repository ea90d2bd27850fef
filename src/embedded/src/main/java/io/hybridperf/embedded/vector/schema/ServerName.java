package io.hybridperf.embedded.vector.schema;

import org.apache.lucene.util.Version;

/** What the vector server calls itself. */
public final class ServerName {
  /** Such as {@code embedded vector server (Lucene HNSW 10.5.1), Milvus protocol}. */
  public static final String NAME =
      "embedded vector server (Lucene HNSW " + Version.LATEST + "), Milvus protocol";

  private ServerName() {}
}
