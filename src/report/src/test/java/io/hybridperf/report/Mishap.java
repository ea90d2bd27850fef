package io.hybridperf.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.RunFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.zip.GZIPOutputStream;

/** What editors, copies, archives and other programs do to a folder, beside {@link Damage}. */
final class Mishap {
  private static final String[] NOTATIONS = {
    "1e3",
    "0x10",
    "+5",
    "05",
    "NaN",
    "Infinity",
    "-Infinity",
    "1_000",
    "1,000",
    ".5",
    "5.",
    "٥",
    "1E400",
    "-0",
    "0.0000001e9",
    "'5'",
    "undefined"
  };
  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xef, (byte) 0xbb, (byte) 0xbf};
  private static final long HOLE = 1L << 33;

  /** To the text of one file. */
  static final List<Damage.Kind> REWRITTEN =
      List.of(
          text(all -> all.replace("\n", "\r\n")),
          text(all -> all.replace("\n", "\r")),
          text(all -> all.replace("\n", "\n\n")),
          text(all -> all.replace("\n", " \n")),
          text(all -> all.replace("\n", "\n\t")),
          text(all -> all + all),
          text(all -> all + "trailing garbage"),
          text(all -> all + "trailing garbage\n"),
          text(all -> all + "\0\0\0\0"),
          text(all -> "\n" + all),
          text(all -> "// a comment\n" + all),
          text(all -> all.toUpperCase(Locale.ROOT)),
          text(all -> all.replace('.', ',')),
          text(all -> all.replace("/", "\\")),
          text(all -> all.replace("e", "\u0435")),
          bytes(all -> with(BYTE_ORDER_MARK, all)),
          bytes(all -> new String(all, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_16)),
          bytes(Mishap::zipped),
          damage -> damage.edit(Collections::reverse),
          damage ->
              damage.edit(lines -> {
                int at = damage.random.nextInt(lines.size());
                Collections.swap(lines, at, Math.max(0, at - 1));
              }),
          damage ->
              damage.edit(lines -> {
                int at = damage.place(lines);
                lines.add(at, lines.get(at));
              }),
          damage -> damage.edit(lines -> Collections.rotate(lines, 1)),
          damage -> damage.edit(lines -> lines.addAll(List.copyOf(lines))));

  /** To what numbers and names of a document are written as. */
  static final List<Damage.Kind> NOTED =
      List.of(
          Mishap::inAnotherNotation, Mishap::inAnotherNotation, Mishap::namedTwice, Mishap::quoted);

  /** To which file lies where. */
  static final List<Damage.Kind> MOVED =
      List.of(
          Mishap::twoLogsExchanged,
          Mishap::exchangedWithTheOtherRun,
          Mishap::allLogsOfTheOtherRun,
          Mishap::allButRunJsonOfTheOtherRun,
          damage ->
              rename(damage, String.valueOf(damage.file().getFileName()).toUpperCase(Locale.ROOT)),
          damage -> rename(damage, damage.file().getFileName() + ".gz"),
          damage -> rename(damage, damage.file().getFileName() + " (1)"),
          Mishap::linkToItself,
          Mishap::linkLoop,
          Mishap::linkToAnother,
          Mishap::linkToTheFolder,
          Mishap::hole);

  /** What takes a file's place and has no end. */
  private static final List<Damage.Kind> ENDLESS =
      List.of(
          Mishap::pipe,
          damage -> link(damage, "/dev/zero"),
          // A file of no size to whoever asks, on which reading waits for the kernel's next words.
          damage -> link(damage, "/proc/kmsg"));

  private Mishap() {}

  /** {@return each of it in place of each file of a folder} */
  static List<Damage.Kind> endless(RunFolder folder) {
    List<Damage.Kind> kinds = new ArrayList<>();
    for (String name : Damage.allFiles()) {
      if (Files.exists(folder.path().resolve(name))) {
        for (Damage.Kind kind : ENDLESS) {
          kinds.add(
              damage -> kind.happen(new Damage(damage.folder, damage.other, 0, List.of(name))));
        }
      }
    }
    return kinds;
  }

  private interface OfText {
    String after(String before);
  }

  private interface OfBytes {
    byte[] after(byte[] before) throws IOException;
  }

  private static Damage.Kind text(OfText change) {
    return bytes(all ->
        change.after(new String(all, StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8));
  }

  private static Damage.Kind bytes(OfBytes change) {
    return damage -> {
      Path file = damage.file();
      Files.write(file, change.after(Files.readAllBytes(file)));
    };
  }

  private static byte[] with(byte[] first, byte[] then) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.write(first);
    all.write(then);
    return all.toByteArray();
  }

  private static byte[] zipped(byte[] all) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(all);
    }
    return bytes.toByteArray();
  }

  private static void inAnotherNotation(Damage damage) throws IOException {
    damage.document((root, mapper) -> {
      List<ObjectNode> objects = Damage.objects(root);
      List<ObjectNode> numbers =
          objects.stream()
              .filter(each -> each.properties().stream().anyMatch(p -> p.getValue().isNumber()))
              .toList();
      ObjectNode object =
          numbers.isEmpty()
              ? objects.getFirst()
              : numbers.get(damage.random.nextInt(numbers.size()));
      List<String> names = new ArrayList<>();
      object
          .properties()
          .forEach(p -> {
            if (numbers.isEmpty() || p.getValue().isNumber()) {
              names.add(p.getKey());
            }
          });
      object.put(names.get(damage.random.nextInt(names.size())), "@");
      return mapper
          .writeValueAsString(root)
          .replaceFirst(
              "\"@\"",
              Matcher.quoteReplacement(NOTATIONS[damage.random.nextInt(NOTATIONS.length)]));
    });
  }

  /** The same key again, with another value, before or after the first. */
  private static void namedTwice(Damage damage) throws IOException {
    damage.document((root, mapper) -> {
      List<ObjectNode> objects = Damage.objects(root);
      ObjectNode object = objects.get(damage.random.nextInt(objects.size()));
      String field = damage.field(object);
      String value = mapper.writeValueAsString(object.get(field));
      object.put(field, "@");
      String name = "\"" + field + "\":";
      return mapper
          .writeValueAsString(root)
          .replace(
              "\"@\"",
              damage.random.nextBoolean() ? "7," + name + value : value + "," + name + "7");
    });
  }

  /** A number as text, or a text without quotes. */
  private static void quoted(Damage damage) throws IOException {
    damage.document((root, mapper) -> {
      List<ObjectNode> objects = Damage.objects(root);
      ObjectNode object = objects.get(damage.random.nextInt(objects.size()));
      String field = damage.field(object);
      String value = mapper.writeValueAsString(object.get(field));
      object.put(field, "@");
      return mapper
          .writeValueAsString(root)
          .replace(
              "\"@\"",
              value.startsWith("\"")
                  ? value.substring(1, value.length() - 1)
                  : "\"" + value.replace("\"", "") + "\"");
    });
  }

  private static void exchange(Path one, Path two) throws IOException {
    Path aside = one.resolveSibling("aside");
    Files.move(one, aside);
    Files.move(two, one);
    Files.move(aside, two);
  }

  private static void twoLogsExchanged(Damage damage) throws IOException {
    List<String> logs = new ArrayList<>(Damage.LOGS);
    Collections.shuffle(logs, damage.random);
    exchange(
        damage.folder.path().resolve(logs.getFirst()),
        damage.folder.path().resolve(logs.getLast()));
  }

  private static void exchangedWithTheOtherRun(Damage damage) throws IOException {
    Path file = damage.file();
    Files.copy(damage.sameOfOther(file), file, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void allLogsOfTheOtherRun(Damage damage) throws IOException {
    for (String name : Damage.LOGS) {
      Files.copy(
          damage.other.path().resolve(name),
          damage.folder.path().resolve(name),
          StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static void allButRunJsonOfTheOtherRun(Damage damage) throws IOException {
    allLogsOfTheOtherRun(damage);
    for (String name : List.of("counters.jsonl", "digests.json", "findings.json")) {
      Path theirs = damage.other.path().resolve(name);
      if (Files.exists(theirs)) {
        Files.copy(theirs, damage.folder.path().resolve(name), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  private static void rename(Damage damage, String name) throws IOException {
    Path file = damage.file();
    Files.move(file, file.resolveSibling(name));
  }

  private static void linkToItself(Damage damage) throws IOException {
    Path file = damage.file();
    Files.delete(file);
    Files.createSymbolicLink(file, file);
  }

  private static void linkLoop(Damage damage) throws IOException {
    Path file = damage.file();
    Path other = file.resolveSibling("loop");
    Files.delete(file);
    Files.createSymbolicLink(file, other);
    Files.createSymbolicLink(other, file);
  }

  private static void linkToAnother(Damage damage) throws IOException {
    Path file = damage.file();
    Files.delete(file);
    Files.createSymbolicLink(file, damage.sameOfOther(file));
  }

  private static void linkToTheFolder(Damage damage) throws IOException {
    Path file = damage.file();
    Files.delete(file);
    Files.createSymbolicLink(file, damage.folder.path());
  }

  /** Zeros behind the text that take no room on the disk. */
  private static void hole(Damage damage) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(damage.file().toFile(), "rw")) {
      file.setLength(file.length() + HOLE);
    }
  }

  /** Something that a run does not know of, with a name like that of a file it does. */
  static void strangers(Path folder) throws IOException {
    for (String name :
        List.of(
            "RUN.JSON",
            "Run.json",
            ".run.json.swp",
            "run.json~",
            "run.json.bak",
            "response-time.hlog.gz",
            "notes.txt",
            "verdict.json.partial",
            "counters.jsonl (1)",
            "Thumbs.db",
            ".DS_Store",
            "throughput.hlog")) {
      Files.writeString(folder.resolve(name), "{\"nothing\" : ours}\n", StandardOpenOption.CREATE);
    }
    Files.createDirectories(folder.resolve("run-1x/deeper"));
  }

  private static void link(Damage damage, String to) throws IOException {
    Path file = damage.file();
    Files.delete(file);
    Files.createSymbolicLink(file, Path.of(to));
  }

  private static void pipe(Damage damage) throws IOException, InterruptedException {
    Path file = damage.file();
    Files.delete(file);
    pipe(file);
  }

  static void pipe(Path file) throws IOException, InterruptedException {
    new ProcessBuilder("mkfifo", file.toString()).inheritIO().start().waitFor();
  }
}
