package io.hybridperf.measurement.run;

import io.hybridperf.measurement.files.CheckedFile;
import io.hybridperf.measurement.files.Checks;
import io.hybridperf.measurement.files.DamagedFile;
import io.hybridperf.measurement.files.Json;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What the files of a run were when it ended: the content of {@code digests.json}. It binds them to
 * each other, so that one that was cut, altered, lost, or taken from another run is noticed. It is
 * no seal against who wants to deceive.
 *
 * @param files by their names
 */
public record Digests(Map<String, Of> files) {

  /**
   * What one file was.
   *
   * @param bytes how many
   * @param sha256 in hexadecimal
   */
  public record Of(long bytes, String sha256) {

    /**
     * @throws IllegalArgumentException if the digest is missing
     */
    public Of {
      Checks.present("sha256", sha256);
    }

    static Of file(Path file) {
      return new Of(CheckedFile.size(file), CheckedFile.sha256(file));
    }
  }

  /**
   * Copies the map.
   *
   * @throws IllegalArgumentException if it is missing or has nulls
   */
  public Digests {
    Checks.present("files", files);
    files = Collections.unmodifiableMap(new TreeMap<>(files));
  }

  /**
   * Ends a run's folder: writes {@code digests.json} of all that lies in it, and {@code run.json}
   * for the last time. That comes last, so that a run which is killed meanwhile never ended.
   *
   * @param folder the run's, with everything else in it
   * @param ended what the run was
   * @throws java.io.UncheckedIOException if the folder cannot be written to
   */
  public static void seal(RunFolder folder, RunInfo ended) {
    byte[] runJson = Json.bytes(ended);
    Map<String, Of> digests = new TreeMap<>();
    for (Path file : folder.recorded()) {
      if (file.equals(folder.runJson())) {
        digests.put(name(file), new Of(runJson.length, CheckedFile.sha256(runJson)));
      } else if (Files.exists(file)) {
        digests.put(name(file), Of.file(file));
      }
    }
    Json.write(folder.digestsJson(), new Digests(digests));
    Json.write(folder.runJson(), runJson);
  }

  /**
   * Checks the files of a run that has ended. One that was killed has no digests.
   *
   * @throws DamagedFile if a file is not what it was
   */
  static void verify(RunFolder folder, RunInfo info) {
    if (info.status() == RunStatus.RUNNING) {
      return;
    }
    Map<String, Of> digests = new TreeMap<>(Json.read(folder.digestsJson(), Digests.class).files());
    for (Path file : folder.recorded()) {
      Of was = digests.remove(name(file));
      if (was != null) {
        verify(file, was);
      } else if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
        throw new DamagedFile(file, "was not there when the run ended");
      }
    }
    if (!digests.isEmpty()) {
      throw new DamagedFile(
          folder.digestsJson(), "names files that no run has: " + digests.keySet());
    }
  }

  /**
   * Checks at little cost what an overview of many runs relies on: what the run was, by its digest,
   * and of all other files that they are there and have their sizes.
   *
   * @param folder the run's
   * @param info what it says that it was
   * @throws DamagedFile if a file is not what it was
   */
  public static void glance(RunFolder folder, RunInfo info) {
    if (info.status() == RunStatus.RUNNING) {
      return;
    }
    Map<String, Of> digests = Json.read(folder.digestsJson(), Digests.class).files();
    Of runJson = digests.get(name(folder.runJson()));
    if (runJson == null) {
      throw new DamagedFile(folder.digestsJson(), "lacks " + name(folder.runJson()));
    }
    verify(folder.runJson(), runJson);
    for (Path file : folder.recorded()) {
      Of was = digests.get(name(file));
      if (was != null) {
        verifySize(file, was);
      }
    }
  }

  /** The size first: what takes the place of a file may be endless. */
  private static void verify(Path file, Of was) {
    verifySize(file, was);
    if (!CheckedFile.sha256(file).equals(was.sha256())) {
      throw new DamagedFile(file, "is not what the run left: its SHA-256 is another");
    }
  }

  private static void verifySize(Path file, Of was) {
    long bytes = CheckedFile.size(file);
    if (bytes != was.bytes()) {
      throw new DamagedFile(
          file,
          String.format(
              Locale.ROOT, "holds %d bytes, and held %d when the run ended", bytes, was.bytes()));
    }
  }

  private static String name(Path file) {
    return String.valueOf(file.getFileName());
  }
}
