package io.hybridperf.feeders.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.NotEmpty;
import org.junit.jupiter.api.Test;

class CsvTest {

  @Test
  void commasAndDoubledQuotesInsideQuotesBelongToTheField() {
    assertThat(Csv.fields("11,\"American President, The (1995)\",Comedy|Drama"))
        .containsExactly("11", "American President, The (1995)", "Comedy|Drama");
    assertThat(Csv.fields("1,2,\"\"\"artsy\"\"\",3")).containsExactly("1", "2", "\"artsy\"", "3");
  }

  @Test
  void emptyFieldsAreKept() {
    assertThat(Csv.fields("1,,\"\",")).containsExactly("1", "", "", "");
  }

  @Property
  void whatIsQuotedComesBackAsItWas(@ForAll @NotEmpty List<String> fields) {
    String line =
        fields.stream()
            .map(field -> "\"" + field.replace("\"", "\"\"") + "\"")
            .collect(Collectors.joining(","));
    assertThat(Csv.fields(line)).isEqualTo(fields);
  }
}
