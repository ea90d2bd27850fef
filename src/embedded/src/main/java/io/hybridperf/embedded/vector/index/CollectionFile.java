package io.hybridperf.embedded.vector.index;

import io.milvus.grpc.DescribeCollectionResponse;
import io.milvus.grpc.DescribeIndexResponse;
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
 * @param indexes the indexes clients have made
 * @param generation which folder holds the rows; it grows when rows are written anew
 * @param loaded whether it answers searches
 */
record CollectionFile(
    DescribeCollectionResponse description,
    DescribeIndexResponse indexes,
    long generation,
    boolean loaded) {
  static final String NAME = "collection.bin";
  private static final int VERSION = 1;

  CollectionFile withDescription(DescribeCollectionResponse changed) {
    return new CollectionFile(changed, indexes, generation, loaded);
  }

  CollectionFile withIndexes(DescribeIndexResponse changed, long itsGeneration) {
    return new CollectionFile(description, changed, itsGeneration, loaded);
  }

  CollectionFile withLoaded(boolean changed) {
    return new CollectionFile(description, indexes, generation, changed);
  }

  static CollectionFile read(Path folder) throws IOException {
    Path path = folder.resolve(NAME);
    try (DataInputStream in = new DataInputStream(Files.newInputStream(path))) {
      int version = in.readInt();
      if (version != VERSION) {
        throw new IOException(
            path
                + " has format "
                + version
                + ", expected "
                + VERSION
                + "; delete the data folder to rebuild it");
      }
      long generation = in.readLong();
      boolean loaded = in.readBoolean();
      DescribeCollectionResponse description = DescribeCollectionResponse.parseDelimitedFrom(in);
      DescribeIndexResponse indexes = DescribeIndexResponse.parseDelimitedFrom(in);
      return new CollectionFile(description, indexes, generation, loaded);
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
      out.writeLong(generation);
      out.writeBoolean(loaded);
      description.writeDelimitedTo(out);
      indexes.writeDelimitedTo(out);
      out.flush();
      channel.force(true);
    }
    Files.move(fresh, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
    // Else only the process may crash: a machine's disk may not know the new name.
    IOUtils.fsync(folder, true);
    IOUtils.fsync(folder.toAbsolutePath().getParent(), true);
  }
}
