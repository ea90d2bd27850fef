package io.hybridperf.measurement.files;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdScalarDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdScalarSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.stream.Collectors;

/** JSON files, written whole or not at all. */
public final class Json {

  private static final int MOST_NESTED = 64;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder().maxNestingDepth(MOST_NESTED).build())
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .build())
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(
              DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
              DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
              DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS,
              DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, new InstantWriter())
                  .addDeserializer(Instant.class, new InstantReader()))
          .build();

  private Json() {}

  /**
   * The mapper: indented, instants in ISO-8601. It reads what it would write and no more: unknown,
   * doubled and missing properties are errors, and so are numbers and texts in each other's place.
   *
   * @return a shared instance, not to be changed
   */
  public static ObjectMapper mapper() {
    return MAPPER;
  }

  /**
   * Writes a value to a file, replacing an earlier one in a single step.
   *
   * @param file where to
   * @param value what to write
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Path file, Object value) {
    write(file, bytes(value));
  }

  /**
   * What {@link #write(Path, Object)} writes.
   *
   * @param value what to write
   * @return its JSON in UTF-8
   */
  public static byte[] bytes(Object value) {
    try {
      return MAPPER.writeValueAsBytes(value);
    } catch (JacksonException e) {
      throw new IllegalStateException("%s has no JSON".formatted(value.getClass()), e);
    }
  }

  /**
   * Writes bytes to a file, replacing an earlier one in a single step.
   *
   * @param file where to
   * @param bytes all that it is to hold
   * @throws UncheckedIOException if it cannot be written
   */
  public static void write(Path file, byte[] bytes) {
    Path partial = file.resolveSibling(file.getFileName() + ".partial");
    try {
      // A pipe or a link that lies there is nothing to write to.
      if (!Files.isRegularFile(partial, LinkOption.NOFOLLOW_LINKS)) {
        Files.deleteIfExists(partial);
      }
      Files.write(
          partial,
          bytes,
          StandardOpenOption.CREATE,
          StandardOpenOption.WRITE,
          StandardOpenOption.TRUNCATE_EXISTING,
          LinkOption.NOFOLLOW_LINKS);
      Files.move(
          partial, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file, e);
    }
  }

  /**
   * Reads a file.
   *
   * @param file the file
   * @param type what it holds
   * @return its contents
   * @throws DamagedFile if it is missing or broken
   */
  public static <T> T read(Path file, Class<T> type) {
    try {
      return parse(CheckedFile.bytes(file), type);
    } catch (IOException e) {
      throw new DamagedFile(file, reason(e));
    }
  }

  /**
   * Reads a line of a file.
   *
   * @param file the file
   * @param number of the line, from 1
   * @param line its text
   * @param type what it holds
   * @return its contents
   * @throws DamagedFile if it is broken
   */
  public static <T> T readLine(Path file, long number, String line, Class<T> type) {
    try {
      return parse(line.getBytes(StandardCharsets.UTF_8), type);
    } catch (IOException e) {
      throw new DamagedFile(file, number, reason(e));
    }
  }

  /** The word null is JSON, but no value of anything that is written. */
  private static <T> T parse(byte[] json, Class<T> type) throws IOException {
    T value = MAPPER.readValue(json, type);
    if (value == null) {
      throw new IOException("null");
    }
    return value;
  }

  /**
   * Why something is not what is written.
   *
   * @param e thrown by the mapper
   * @return a few words, which may quote the input
   */
  public static String reason(IOException e) {
    Throwable cause = e.getCause();
    return cause instanceof IllegalArgumentException && cause.getMessage() != null
        ? cause.getMessage()
        : e instanceof JsonMappingException mapping
            ? place(mapping) + mapping.getOriginalMessage()
            : e instanceof JacksonException json
                ? json.getOriginalMessage()
                : String.valueOf(e.getMessage());
  }

  /** Of which value the words after it are, as {@code phases.0.seconds: }. */
  private static String place(JsonMappingException e) {
    String path =
        e.getPath().stream()
            .map(each ->
                each.getFieldName() == null ? String.valueOf(each.getIndex()) : each.getFieldName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "" : path + ": ";
  }

  private static final class InstantWriter extends StdScalarSerializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantWriter() {
      super(Instant.class);
    }

    @Override
    public void serialize(Instant instant, JsonGenerator json, SerializerProvider provider)
        throws IOException {
      json.writeString(instant.toString());
    }
  }

  private static final class InstantReader extends StdScalarDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    InstantReader() {
      super(Instant.class);
    }

    @Override
    public Instant deserialize(JsonParser json, DeserializationContext context) throws IOException {
      try {
        return Instant.parse(json.getText());
      } catch (DateTimeParseException e) {
        throw new JsonMappingException(json, "not an instant: " + json.getText(), e);
      }
    }
  }
}
