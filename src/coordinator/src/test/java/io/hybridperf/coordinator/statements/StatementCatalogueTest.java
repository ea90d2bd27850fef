package io.hybridperf.coordinator.statements;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Content;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.neo4j.GraphQueries;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Whoever looks at the catalogue's plans has seen the plans of all that is run. */
class StatementCatalogueTest {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "\\b(MATCH|MERGE|UNWIND|CALL|RETURN|SELECT|INSERT INTO|UPDATE|DELETE|WITH)\\s");
  // What formatted() or a concatenation fills in.
  private static final Pattern FILLED = Pattern.compile("%(\\d+\\$)?[sd]|[\u0001\u0002]");
  // Neither is run by a coordinator: one creates the schema, the other is the catalogue.
  private static final Set<String> OTHERS = Set.of("Neo4jSchema.class", "StatementCatalogue.class");

  private static final Set<String> IS_IT_THERE = Set.of("SELECT 1", "RETURN 1");

  @Test
  void everyTextOfAStatementInTheStoresIsInIt() throws Exception {
    StatementCatalogue.Sample sample =
        new StatementCatalogue.Sample(
            List.of(
                Content.newBuilder()
                    .setContentId(1)
                    .addEmbedding(1)
                    .addGenres("genre")
                    .addThemes("theme")
                    .addMoods("mood")
                    .addCulturalContexts("region")
                    .build()),
            new PolicyKey("tenant", "user", "default"));
    String catalogue =
        Stream.concat(
                StatementCatalogue.cypher(sample, 64).stream().map(cypher -> cypher.text()),
                StatementCatalogue.sql(sample).stream().map(sql -> sql.text()))
            .map(StatementCatalogueTest::narrow)
            .collect(Collectors.joining("\n"));

    List<String> texts = texts();

    assertThat(texts).hasSizeGreaterThan(20);
    assertThat(texts)
        .allSatisfy(text ->
            assertThat(FILLED.splitAsStream(text))
                .allSatisfy(part -> assertThat(catalogue).contains(narrow(part))));
  }

  /** All that looks like a statement or a part of one among the strings of the stores' classes. */
  private static List<String> texts() throws IOException, URISyntaxException {
    Path classes =
        Path.of(GraphQueries.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .resolve(GraphQueries.class.getPackageName().replace('.', '/'));
    List<String> texts = new ArrayList<>();
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !OTHERS.contains(name)) {
          StreamSupport.stream(ClassFile.of().parse(file).constantPool().spliterator(), false)
              .filter(StringEntry.class::isInstance)
              .map(entry -> ((StringEntry) entry).stringValue())
              .filter(text -> STATEMENT.matcher(text).find())
              .filter(text -> !IS_IT_THERE.contains(text))
              // Of the schema, once at the start; it has no plan.
              .filter(text -> !text.startsWith("SHOW "))
              .forEach(texts::add);
        }
      }
    }
    return texts;
  }

  private static String narrow(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
