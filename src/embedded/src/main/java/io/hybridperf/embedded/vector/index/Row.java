package io.hybridperf.embedded.vector.index;

import java.nio.ByteBuffer;
import org.apache.lucene.document.Document;
import org.apache.lucene.util.BytesRef;

/**
 * One row as it is indexed.
 *
 * @param key the primary key, as bytes
 * @param document every field, and the key as a term
 */
record Row(BytesRef key, Document document) {
  /** The field of {@link #key}; no collection can have one of this name. */
  static final String KEY = "key:";

  /** The bytes of a primary key. */
  static BytesRef key(long number) {
    return new BytesRef(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }
}
