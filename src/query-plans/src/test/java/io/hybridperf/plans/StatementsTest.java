package io.hybridperf.plans;

import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.api.v1.Content;
import io.hybridperf.coordinator.store.PolicyKey;
import io.hybridperf.coordinator.store.neo4j.Neo4jStatements;
import io.hybridperf.coordinator.store.postgres.PostgresStatements;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
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

/** Whoever has looked at these plans has seen the plans of all that the coordinator runs. */
class StatementsTest {
  private static final Pattern STATEMENT =
      Pattern.compile(
          "\\b(MATCH|MERGE|UNWIND|CALL|RETURN|SELECT|INSERT INTO|UPDATE|DELETE|WITH)\\s");
  // What formatted() or a concatenation fills in.
  private static final Pattern FILLED = Pattern.compile("%(\\d+\\$)?[sd]|[\u0001\u0002]");
  // Creates the schema; a coordinator runs none of it.
  private static final String SCHEMA = "Neo4jSchema.class";

  private static final Set<String> IS_IT_THERE = Set.of("SELECT 1", "RETURN 1");

  @Test
  void everyTextOfAStatementInTheStoresIsInIt() throws Exception {
    Sample sample =
        new Sample(
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
                CypherStatements.all(sample, 64).stream().map(cypher -> cypher.query().text()),
                SqlStatements.all(sample).stream().map(SqlStatement::text))
            .map(StatementsTest::narrow)
            .collect(Collectors.joining("\n"));

    List<String> texts = texts();

    assertThat(texts).hasSizeGreaterThan(30);
    assertThat(texts)
        .allSatisfy(text ->
            assertThat(FILLED.splitAsStream(text))
                .allSatisfy(part -> assertThat(catalogue).contains(narrow(part))));
  }

  /** All that looks like a statement or a part of one among the strings of the stores' classes. */
  private static List<String> texts() throws IOException, URISyntaxException {
    Path code =
        Path.of(Neo4jStatements.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    List<String> texts = new ArrayList<>();
    for (Class<?> inPackage : List.of(Neo4jStatements.class, PostgresStatements.class)) {
      String folder = inPackage.getPackageName().replace('.', '/');
      if (Files.isDirectory(code)) {
        addTexts(code.resolve(folder), texts);
      } else {
        try (FileSystem jar = FileSystems.newFileSystem(code)) {
          addTexts(jar.getPath(folder), texts);
        }
      }
    }
    return texts;
  }

  private static void addTexts(Path classes, List<String> texts) throws IOException {
    try (Stream<Path> files = Files.list(classes)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.endsWith(".class") && !name.equals(SCHEMA)) {
          StreamSupport.stream(
                  ClassFile.of().parse(Files.readAllBytes(file)).constantPool().spliterator(),
                  false)
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
  }

  private static String narrow(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }
}
