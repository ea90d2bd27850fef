package io.hybridperf.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.hybridperf.measurement.run.RunFolder;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;

/** What can happen to a run's folder, or be done to it: each kind at a place that chance picks. */
final class Damage {
  static final List<String> LOGS =
      List.of("response-time.hlog", "service-time.hlog", "dispatch-lag.hlog", "values.hlog");
  private static final List<String> DOCUMENTS =
      List.of("run.json", "findings.json", "settings.json", "digests.json");
  private static final String[] LINES = {
    "counters.jsonl", "events.jsonl", "resources.jsonl", "slowest-calls.jsonl", "scraped.jsonl"
  };
  private static final String[] ODD = {
    "null",
    "0",
    "-1",
    "-1e300",
    "1e300",
    "1e999",
    "9223372036854775807",
    "0.5",
    "true",
    "\"x\"",
    "\"\"",
    "\"NaN\"",
    "[]",
    "{}",
    "[null]",
    "{\"a\":null}"
  };
  private static final int DEEP = 5_000;
  private static final long HUGE_BYTES = 8L << 30;

  /** Something that happens to a folder. */
  interface Kind {
    void happen(Damage to) throws IOException, InterruptedException;
  }

  /** To lines and bytes, as disks, copies and editors do it. */
  static final List<Kind> ACCIDENTS =
      List.of(
          Damage::cut,
          damage -> damage.edit(lines -> lines.subList(damage.place(lines), lines.size()).clear()),
          damage -> damage.edit(lines -> lines.remove(damage.place(lines))),
          damage -> damage.edit(lines -> lines.add(damage.place(lines), damage.line(lines))),
          damage ->
              damage.edit(
                  lines -> Collections.swap(lines, damage.place(lines), damage.place(lines))),
          damage -> damage.edit(lines -> lines.removeIf(_ -> damage.random.nextInt(4) == 0)),
          damage -> damage.edit(lines -> Collections.shuffle(lines, damage.random)),
          damage -> damage.edit(lines -> lines.add(damage.othersLine())),
          damage -> damage.edit(lines -> lines.set(damage.place(lines), damage.othersLine())),
          damage -> damage.flip(1),
          damage -> damage.flip(20),
          Damage::zero,
          Damage::notUtf8,
          Damage::withoutTheSlowest,
          Damage::otherName,
          Damage::otherTime,
          Damage::otherHead,
          Damage::ofTheOtherRun,
          damage -> Files.write(damage.file(), new byte[0]),
          damage -> Files.delete(damage.file()));

  /** To whole files. */
  static final List<Kind> REPLACEMENTS =
      List.of(
          Damage::ofAnotherFile,
          Damage::folder,
          Damage::pipe,
          damage -> damage.link(Path.of("/dev/zero")),
          damage -> damage.link(damage.folder.path().resolve("nowhere")),
          Damage::huge);

  /** To what documents say. */
  static final List<Kind> STATEMENTS =
      List.of(
          damage -> damage.say(_ -> ODD[damage.random.nextInt(ODD.length)]),
          damage -> damage.say(value -> value.isNumber() ? "" + 2 * value.asDouble() : "7"),
          damage -> damage.say(_ -> "[".repeat(DEEP) + "]".repeat(DEEP)),
          damage -> damage.say(_ -> "{\"a\":".repeat(DEEP) + "1" + "}".repeat(DEEP)),
          Damage::withoutAField,
          Damage::renamedField,
          Damage::doubledField);

  final RunFolder folder;
  final RunFolder other;
  final Random random;
  private final List<String> names;

  /**
   * Damage that is about to happen.
   *
   * @param folder to what
   * @param other another run's, of the same kind
   * @param seed of chance
   * @param names of the files it may happen to
   */
  Damage(RunFolder folder, RunFolder other, long seed, List<String> names) {
    this.folder = folder;
    this.other = other;
    this.random = new Random(seed);
    this.names = names;
  }

  /** {@return the names of all files that a run leaves} */
  static List<String> allFiles() {
    List<String> all = new ArrayList<>(LOGS);
    all.addAll(DOCUMENTS);
    Collections.addAll(all, LINES);
    return all;
  }

  private Path file(List<String> from) {
    List<String> present =
        from.stream().filter(name -> Files.exists(folder.path().resolve(name))).toList();
    return folder.path().resolve(present.get(random.nextInt(present.size())));
  }

  Path file() {
    return file(names);
  }

  Path sameOfOther(Path file) {
    return other.path().resolve(String.valueOf(file.getFileName()));
  }

  int place(List<String> lines) {
    return random.nextInt(lines.size());
  }

  private String line(List<String> lines) {
    return lines.get(place(lines));
  }

  private String othersLine() throws IOException {
    return line(Files.readAllLines(sameOfOther(file())));
  }

  /** Something that happens to lines. */
  interface Edit {
    void happen(List<String> lines) throws IOException;
  }

  void edit(Edit edit) throws IOException {
    edit(file(), edit);
  }

  static void edit(Path file, Edit edit) throws IOException {
    List<String> lines = new ArrayList<>(Files.readAllLines(file));
    edit.happen(lines);
    Files.writeString(file, lines.isEmpty() ? "" : String.join("\n", lines) + "\n");
  }

  private void bytes(Path file, byte[] bytes) throws IOException {
    Files.write(file, bytes);
  }

  private void cut() throws IOException {
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    bytes(file, Arrays.copyOf(bytes, random.nextInt(bytes.length)));
  }

  void flip(int times) throws IOException {
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    for (int n = 0; n < times; n++) {
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
    }
    bytes(file, bytes);
  }

  /** As a disk does with a block. */
  private void zero() throws IOException {
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    int from = random.nextInt(bytes.length);
    Arrays.fill(bytes, from, Math.min(bytes.length, from + 512), (byte) 0);
    bytes(file, bytes);
  }

  private void notUtf8() throws IOException {
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    int at = random.nextInt(bytes.length);
    ByteArrayOutputStream with = new ByteArrayOutputStream();
    with.write(bytes, 0, at);
    with.write(new byte[] {(byte) 0xff, (byte) 0xc0, (byte) 0xe4});
    with.write(bytes, at, bytes.length - at);
    bytes(file, with.toByteArray());
  }

  Path log() {
    return file(LOGS);
  }

  /** The column of maxima decides. */
  private void withoutTheSlowest() throws IOException {
    edit(
        log(),
        lines -> {
          List<String> slowest =
              lines.stream()
                  .filter(line -> line.startsWith("Tag="))
                  .sorted(
                      Comparator.comparingDouble(
                          line -> -Double.parseDouble(line.split(",", -1)[3])))
                  .limit(1 + random.nextInt(5))
                  .toList();
          lines.removeAll(slowest);
        });
  }

  private void otherName() throws IOException {
    String[] names = {
      "steady", "peak/simple", "peak/simple/OK", "nowhere/simple/OK", "//", "peak/simple/"
    };
    edit(
        log(),
        lines -> {
          int at = place(lines);
          lines.set(
              at,
              lines
                  .get(at)
                  .replaceFirst("Tag=[^,]*", "Tag=" + names[random.nextInt(names.length)]));
        });
  }

  private void otherTime() throws IOException {
    edit(
        log(),
        lines -> {
          int at = place(lines);
          lines.set(
              at,
              lines
                  .get(at)
                  .replaceFirst(",([0-9])\\.([0-9]*),", "," + random.nextInt(10) + ".$2,"));
        });
  }

  private void otherHead() throws IOException {
    String[] texts = {"1.3", "1.9", "BaseTime: ", "BaseTime: 1", "#", "\"Start"};
    edit(
        log(),
        lines -> {
          int at = random.nextInt(5);
          lines.set(
              at,
              lines
                  .get(at)
                  .replace(texts[random.nextInt(3) * 2], texts[random.nextInt(3) * 2 + 1]));
        });
  }

  private void ofTheOtherRun() throws IOException {
    Path file = file();
    Files.copy(sameOfOther(file), file, StandardCopyOption.REPLACE_EXISTING);
  }

  private void ofAnotherFile() throws IOException {
    Files.copy(file(allFiles()), folder.path().resolve("copy"));
    Files.move(folder.path().resolve("copy"), file(), StandardCopyOption.REPLACE_EXISTING);
  }

  private void folder() throws IOException {
    Path file = file();
    Files.delete(file);
    Files.createDirectory(file);
    Files.createFile(file.resolve("something"));
  }

  private void link(Path to) throws IOException {
    Path file = file();
    Files.delete(file);
    Files.createSymbolicLink(file, to);
  }

  /** Where pipes cannot be made, nothing is left in the file's place. */
  private void pipe() throws InterruptedException, IOException {
    Path file = file();
    Files.delete(file);
    try {
      new ProcessBuilder("mkfifo", file.toString()).inheritIO().start().waitFor();
    } catch (IOException noSuchCommand) {
      return;
    }
  }

  private void huge() throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(file().toFile(), "rw")) {
      file.setLength(0);
      file.setLength(HUGE_BYTES);
    }
  }

  /** What a document says in some place. */
  private interface Statement {
    String instead(JsonNode value);
  }

  private void say(Statement statement) throws IOException {
    document((root, mapper) -> {
      List<ObjectNode> objects = objects(root);
      ObjectNode object = objects.get(random.nextInt(objects.size()));
      String field = field(object);
      String instead = statement.instead(object.get(field));
      object.put(field, "@");
      return mapper
          .writeValueAsString(root)
          .replaceFirst("\"@\"", Matcher.quoteReplacement(instead));
    });
  }

  private void withoutAField() throws IOException {
    document((root, mapper) -> {
      List<ObjectNode> objects = objects(root);
      ObjectNode object = objects.get(random.nextInt(objects.size()));
      object.remove(field(object));
      return mapper.writeValueAsString(root);
    });
  }

  private void renamedField() throws IOException {
    document((root, mapper) -> {
      List<ObjectNode> objects = objects(root);
      ObjectNode object = objects.get(random.nextInt(objects.size()));
      object.set("renamed", object.remove(field(object)));
      return mapper.writeValueAsString(root);
    });
  }

  private void doubledField() throws IOException {
    document((root, mapper) -> {
      List<ObjectNode> objects = objects(root);
      ObjectNode object = objects.get(random.nextInt(objects.size()));
      String field = field(object);
      object.set("doubled", object.get(field));
      return mapper.writeValueAsString(root).replace("\"doubled\"", "\"" + field + "\"");
    });
  }

  String field(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names.get(random.nextInt(names.size()));
  }

  /** All objects within that have a field. */
  static List<ObjectNode> objects(JsonNode node) {
    List<ObjectNode> all = new ArrayList<>();
    if (node instanceof ObjectNode object && !object.isEmpty()) {
      all.add(object);
    }
    node.forEach(each -> all.addAll(objects(each)));
    return all;
  }

  /** Something that happens to a document. */
  interface Rewrite {
    String rewritten(JsonNode root, ObjectMapper mapper) throws IOException;
  }

  /** To a document, or to a line of counters. */
  void document(Rewrite rewrite) throws IOException {
    ObjectMapper mapper = new ObjectMapper();
    List<String> documents = new ArrayList<>(DOCUMENTS);
    documents.add("counters.jsonl");
    Path file = file(documents.stream().filter(names::contains).toList());
    if (file.endsWith("counters.jsonl")) {
      edit(
          file,
          lines -> {
            int at = place(lines);
            lines.set(at, rewrite.rewritten(mapper.readTree(lines.get(at)), mapper));
          });
    } else {
      Files.writeString(file, rewrite.rewritten(mapper.readTree(file.toFile()), mapper));
    }
  }
}
