package io.hybridperf.embedded.vector.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.hybridperf.embedded.vector.filter.Filter;
import io.hybridperf.embedded.vector.filter.FilterParser;
import io.hybridperf.embedded.vector.schema.RequestException;
import io.hybridperf.embedded.vector.schema.Schema;
import io.milvus.grpc.CollectionSchema;
import io.milvus.grpc.DataType;
import io.milvus.grpc.DoubleArray;
import io.milvus.grpc.FieldData;
import io.milvus.grpc.FieldSchema;
import io.milvus.grpc.FloatArray;
import io.milvus.grpc.IDs;
import io.milvus.grpc.IntArray;
import io.milvus.grpc.KeyValuePair;
import io.milvus.grpc.LongArray;
import io.milvus.grpc.ScalarField;
import io.milvus.grpc.StringArray;
import io.milvus.grpc.VectorField;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random filters select exactly the rows that plain Java says they should. */
class FilterPropertyTest {
  private static final List<String> TEXTS =
      List.of(
          "",
          "a",
          "ab",
          "abc",
          "it's",
          "say \"hi\"",
          "back\\slash",
          "50%",
          "a_c",
          "日本",
          "🎬",
          "bell" + (char) 7,
          "line\nbreak");

  /** A row as the oracle sees it. */
  record Row(long id, String text, int number, double real) {}

  /** An expression and what it means. */
  record Case(String expression, Predicate<Row> meaning) {}

  private static final Schema SCHEMA = Schema.create(schema());
  private static List<Row> rows = List.of();
  private static RowStore store;
  private static Path folder;

  private static CollectionSchema schema() {
    return CollectionSchema.newBuilder()
        .setName("filtered")
        .addFields(field("id", DataType.Int64).setIsPrimaryKey(true))
        .addFields(
            field("t", DataType.VarChar)
                .addTypeParams(KeyValuePair.newBuilder().setKey("max_length").setValue("100")))
        .addFields(field("n", DataType.Int32))
        .addFields(field("r", DataType.Double))
        .addFields(
            field("v", DataType.FloatVector)
                .addTypeParams(KeyValuePair.newBuilder().setKey("dim").setValue("1")))
        .build();
  }

  private static FieldSchema.Builder field(String name, DataType type) {
    return FieldSchema.newBuilder().setName(name).setDataType(type);
  }

  @BeforeContainer
  static void fill() throws IOException {
    folder = java.nio.file.Files.createTempDirectory("filters");
    store = RowStore.open(folder, SCHEMA, VectorIndex.DEFAULT);
    SplittableRandom random = new SplittableRandom(3);
    List<Row> filled = new ArrayList<>();
    for (long id = 0; id < 200; id++) {
      filled.add(
          new Row(
              id,
              TEXTS.get(random.nextInt(TEXTS.size())),
              random.nextInt(-5, 6),
              random.nextInt(-4, 5) / 2.0));
      // Several segments, each with its own terms.
      if (id % 60 == 59) {
        add(filled.subList((int) id - 59, (int) id + 1));
      }
    }
    add(filled.subList(180, 200));
    // One that is deleted must not come back.
    add(List.of(new Row(999, TEXTS.getFirst(), 0, 0)));
    store.write(
        new RowWrite.Delete(
            IDs.newBuilder().setIntId(LongArray.newBuilder().addData(999)).build()));
    rows = filled;
  }

  private static void add(List<Row> batch) throws IOException {
    LongArray.Builder ids = LongArray.newBuilder();
    StringArray.Builder texts = StringArray.newBuilder();
    IntArray.Builder numbers = IntArray.newBuilder();
    DoubleArray.Builder reals = DoubleArray.newBuilder();
    FloatArray.Builder vectors = FloatArray.newBuilder();
    for (Row row : batch) {
      ids.addData(row.id());
      texts.addData(row.text());
      numbers.addData(row.number());
      reals.addData(row.real());
      vectors.addData(1);
    }
    store.write(
        RowWrite.upsert(
            List.of(
                column("id", ScalarField.newBuilder().setLongData(ids)),
                column("t", ScalarField.newBuilder().setStringData(texts)),
                column("n", ScalarField.newBuilder().setIntData(numbers)),
                column("r", ScalarField.newBuilder().setDoubleData(reals)),
                FieldData.newBuilder()
                    .setFieldName("v")
                    .setVectors(VectorField.newBuilder().setDim(1).setFloatVector(vectors))
                    .build()),
            batch.size()));
    store.current().close();
  }

  private static FieldData column(String name, ScalarField.Builder values) {
    return FieldData.newBuilder().setFieldName(name).setScalars(values).build();
  }

  @AfterContainer
  static void delete() throws IOException {
    store.close();
    Folders.delete(folder);
  }

  @Property(tries = 500)
  void selectsWhatItMeans(@ForAll("filters") Case filter) throws IOException {
    Filter parsed = FilterParser.parse(filter.expression(), SCHEMA);
    try (RowStore.View view = store.current()) {
      assertThat(view.matching(parsed).stream().map(Hit::key).sorted())
          .as(filter.expression())
          .containsExactlyElementsOf(rows.stream().filter(filter.meaning()).map(Row::id).toList());
    }
  }

  @Property(tries = 500)
  void anythingElseIsRefusedInOneWay(@ForAll("noise") String text) {
    try {
      FilterParser.parse(text, SCHEMA);
    } catch (RequestException e) {
      assertThat(e).hasMessageStartingWith("cannot parse expression: " + text + ", error: ");
    }
  }

  @net.jqwik.api.Example
  void neitherDepthNorLengthHurts() {
    String deep = "(".repeat(5000) + "n == 1" + ")".repeat(5000);
    assertThatThrownBy(() -> FilterParser.parse(deep, SCHEMA))
        .isInstanceOf(RequestException.class)
        .hasMessageContaining("nested deeper than 200 levels");
    String wide = "n == 1" + " or n == 1".repeat(20_000);
    assertThat(FilterParser.parse(wide, SCHEMA)).isInstanceOf(Filter.Or.class);
  }

  @Provide
  Arbitrary<String> noise() {
    return Arbitraries.of(
            "n", "t", "r", "v", "id", " ", "==", "<", ">=", "and", "or", "not", "in", "like", "(",
            ")", "[", "]", ",", "1", "-", "2.5", "1e", "0x", "'a'", "\"", "'", "\\", "{x}", "{",
            "true", "%", ";", "日", "zz")
        .list()
        .ofMaxSize(12)
        .map(parts -> String.join(" ", parts))
        .filter(text -> !text.isBlank());
  }

  @Provide
  Arbitrary<Case> filters() {
    return nested(3);
  }

  private Arbitrary<Case> nested(int depth) {
    if (depth == 0) {
      return leaves();
    }
    Arbitrary<Case> inner = nested(depth - 1);
    return Arbitraries.oneOf(
        leaves(), joined(inner, " and "), joined(inner, " or "), withoutParentheses());
  }

  private static Arbitrary<Case> joined(Arbitrary<Case> inner, String operator) {
    return Combinators.combine(inner, inner)
        .as((left, right) ->
            new Case(
                "(" + left.expression() + ")" + operator + "(" + right.expression() + ")",
                operator.equals(" and ")
                    ? left.meaning().and(right.meaning())
                    : left.meaning().or(right.meaning())));
  }

  /** {@code and} binds tighter than {@code or}. */
  private static Arbitrary<Case> withoutParentheses() {
    return Combinators.combine(leaves(), leaves(), leaves())
        .as((a, b, c) ->
            new Case(
                a.expression() + " or " + b.expression() + " and " + c.expression(),
                a.meaning().or(b.meaning().and(c.meaning()))));
  }

  private static Arbitrary<Case> leaves() {
    Arbitrary<String> operators = Arbitraries.of("==", "<", "<=", ">", ">=");
    Arbitrary<Integer> integers = Arbitraries.integers().between(-6, 6);
    Arbitrary<String> texts = Arbitraries.of(TEXTS);
    return Arbitraries.oneOf(
        Combinators.combine(operators, integers)
            .as((op, v) ->
                new Case("n " + op + " " + v, row -> holds(op, Integer.compare(row.number(), v)))),
        Combinators.combine(operators, integers)
            .as((op, v) ->
                new Case(
                    "r" + op + v / 2.0, row -> holds(op, Double.compare(row.real(), v / 2.0)))),
        texts.map(v -> new Case("t == " + quoted(v, '"'), row -> row.text().equals(v))),
        texts
            .list()
            .ofMaxSize(3)
            .map(values ->
                new Case(
                    "t in ["
                        + values.stream()
                            .map(v -> quoted(v, '\''))
                            .collect(Collectors.joining(", "))
                        + "]",
                    row -> values.contains(row.text()))),
        integers
            .list()
            .ofMaxSize(4)
            .map(values -> new Case("n in " + values, row -> values.contains(row.number()))),
        Arbitraries.longs().between(0, 200).map(v -> new Case("id == " + v, row -> row.id() == v)));
  }

  private static boolean holds(String operator, int comparison) {
    return switch (operator) {
      case "==" -> comparison == 0;
      case "<" -> comparison < 0;
      case "<=" -> comparison <= 0;
      case ">" -> comparison > 0;
      default -> comparison >= 0;
    };
  }

  private static String quoted(String text, char quote) {
    return quote
        + text.replace("\\", "\\\\")
            .replace("" + quote, "\\" + quote)
            .replace("\n", "\\n")
            .replace("" + (char) 7, "\\u0007")
        + quote;
  }
}
