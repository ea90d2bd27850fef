package io.hybridperf.e2e;

import static io.hybridperf.e2e.ModuleMap.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.hybridperf.e2e.ModuleMap.Module;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What class files do not tell: constants leave no trace in those, and sizes are of sources. */
class SourcesTest {
  private static final int MOST_LINES = 400;
  private static final int MOST_FILES = 25;

  private static final Pattern IMPORT =
      Pattern.compile(
          "^import (?:static )?([a-z]\\w*(?:\\.[a-z]\\w*)*)\\.([A-Z]\\w*)", Pattern.MULTILINE);
  private static final Pattern COMMENT_OR_IMPORT =
      Pattern.compile("/\\*.*?\\*/|//[^\n]*|^import [^\n]*", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);
  private static final Pattern PATH = Pattern.compile("`((?:src|simulations|feeders)/[^`\\s]+)`");

  @Test
  void importsFollowTheArrowsToo() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (Module module : ModuleMap.MODULES) {
      for (Path file : module.sources()) {
        for (String imported : imports(Files.readString(file))) {
          Module owner = ownerOf(imported);
          if (owner != null && !owner.equals(module) && !module.mayKnow().contains(owner.name())) {
            wrong.add(ROOT.relativize(file) + " imports from " + imported);
          }
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void packagesImportEachOtherInNoCycle() throws IOException {
    Map<String, Set<String>> imports = new TreeMap<>();
    for (Module module : ModuleMap.MODULES) {
      for (Path file : module.sources()) {
        String text = Files.readString(file);
        Set<String> others = imports.computeIfAbsent(packageOf(text), p -> new TreeSet<>());
        imports(text).stream().filter(other -> ownerOf(other) != null).forEach(others::add);
      }
    }
    imports.forEach((name, others) -> others.remove(name));
    // Takes away what imports nothing that is left, and what nothing left imports, again and again.
    int before;
    do {
      before = imports.size();
      imports.values().removeIf(Set::isEmpty);
      imports.keySet().retainAll(imports.values().stream().flatMap(Set::stream).toList());
      imports.values().forEach(others -> others.retainAll(imports.keySet()));
    } while (imports.size() < before);
    assertThat(imports).as("packages in a cycle").isEmpty();
  }

  @Test
  void filesAreShort() throws IOException {
    List<String> longOnes = new ArrayList<>();
    for (Path file : allSources()) {
      long lines = Files.readAllLines(file).size();
      if (lines > MOST_LINES) {
        longOnes.add(ROOT.relativize(file) + ": " + lines);
      }
    }
    assertThat(longOnes).as("files past " + MOST_LINES + " lines are two things").isEmpty();
  }

  @Test
  void packagesAreSmall() {
    Map<Path, Integer> files = new HashMap<>();
    ModuleMap.MODULES.stream()
        .flatMap(module -> module.sources().stream())
        .forEach(file -> files.merge(ROOT.relativize(file.getParent()), 1, Integer::sum));
    files.values().removeIf(count -> count <= MOST_FILES);
    assertThat(files).as("packages of more than " + MOST_FILES + " files").isEmpty();
  }

  @Test
  void everyPathThatTheArchitectureNamesExists() throws IOException {
    String text = Files.readString(ROOT.resolve("src/ARCHITECTURE.md"));
    List<String> named = PATH.matcher(text).results().map(found -> found.group(1)).toList();
    assertThat(named).hasSizeGreaterThan(10).allMatch(path -> Files.exists(ROOT.resolve(path)));
  }

  private static List<Path> allSources() {
    List<Path> files = new ArrayList<>();
    files.addAll(javaFilesOfChildren(ROOT.resolve("src")));
    files.addAll(ModuleMap.javaFiles(ROOT.resolve("feeders/src")));
    files.addAll(ModuleMap.javaFiles(ROOT.resolve("simulations/src")));
    assertThat(files).hasSizeGreaterThan(100);
    return files;
  }

  /** Without what builds generate into {@code target}. */
  private static List<Path> javaFilesOfChildren(Path folder) {
    return ModuleMap.javaFiles(folder).stream()
        .filter(file -> !folder.relativize(file).getName(1).toString().equals("target"))
        .toList();
  }

  /** The packages that a file imports from; not those of types that only its Javadoc links to. */
  private static List<String> imports(String source) {
    String code = COMMENT_OR_IMPORT.matcher(source).replaceAll("");
    return IMPORT
        .matcher(source)
        .results()
        .filter(found ->
            Pattern.compile("\\b" + found.group(2) + "\\b").matcher(code).find()
                || found.group().startsWith("import static"))
        .map(found -> found.group(1))
        .toList();
  }

  private static String packageOf(String source) {
    return PACKAGE.matcher(source).results().map(found -> found.group(1)).findFirst().orElseThrow();
  }

  /** The module of ours that a package is in; null: a library's. */
  private static @Nullable Module ownerOf(String packageName) {
    return ModuleMap.MODULES.stream()
        .filter(module -> (packageName + ".").startsWith(module.root() + "."))
        .findFirst()
        .orElse(null);
  }
}
