package simulations;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import io.hybridperf.suite.settings.Parameter;
import io.hybridperf.suite.settings.Settings;
import java.nio.file.Path;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Capacity searches for, without a run. */
class CapacityProfilesTest {
  private static final Path ROOT = Path.of("..", "..").toAbsolutePath().normalize();

  private static Config capacity(String profile) {
    Properties properties = new Properties();
    properties.setProperty("profile", profile);
    Settings settings = Settings.load(ROOT, "Capacity", properties);
    settings.validate();
    assertThat(settings.text(Parameter.PROFILE)).isEqualTo(profile);
    return settings.config().getConfig("slos.capacity");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "simple",
        "hybrid",
        "complex",
        "mixed-uncached",
        "simple-uncached",
        "hybrid-uncached",
        "complex-uncached"
      })
  void theTargetIsOfTheMixAndJudgesNoOtherProfile(String profile) {
    assertThat(capacity(profile).getBoolean("gated")).isFalse();
    assertThat(capacity("mixed").hasPath("gated")).isFalse();
  }
}
