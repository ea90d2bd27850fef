package io.hybridperf.embedded.vector.index;

import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.IndexDescription;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.apache.lucene.util.IOUtils;

/**
 * What is known of a collection besides its rows, as one small file.
 *
 * @param description the schema and what else clients are told
 * @param index over the vector field; without a field name until there is one
 * @param loaded whether it answers searches
 */
record CollectionFile(
    DescribeCollectionResponse description, IndexDescription index, boolean loaded) {
  static final String NAME = "collection.bin";
  private static final int VERSION = 2;

  boolean hasIndex() {
    return !index.getFieldName().isEmpty();
  }

  static CollectionFile read(Path folder) throws IOException {
    Path path = folder.resolve(NAME);
    try (DataInputStream in = new DataInputStream(Files.newInputStream(path))) {
      int version = in.readInt();
      if (version != VERSION) {
        throw new IOException(
            "%s has format %s, expected %s; delete the data folder to rebuild it"
                .formatted(path, version, VERSION));
      }
      boolean loaded = in.readBoolean();
      DescribeCollectionResponse description = DescribeCollectionResponse.parseDelimitedFrom(in);
      return new CollectionFile(description, IndexDescription.parseDelimitedFrom(in), loaded);
    }
  }

  /** Replaces the folder's file: a crash leaves the old one or the new one. */
  void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    Path fresh = folder.resolve(NAME + ".new");
    try (FileChannel channel =
            FileChannel.open(
                fresh,
                StandardOpenOption.CREATE,
                StandardOpenOption.TRUNCATE_EXISTING,
                StandardOpenOption.WRITE);
        OutputStream bytes = Channels.newOutputStream(channel);
        DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(VERSION);
      out.writeBoolean(loaded);
      description.writeDelimitedTo(out);
      index.writeDelimitedTo(out);
      out.flush();
      channel.force(true);
    }
    Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    // Without this the machine's disk may not know the new name after it lost its power.
    IOUtils.fsync(folder, true);
    IOUtils.fsync(folder.toAbsolutePath().getParent(), true);
  }
}
