package io.hybridperf.suite.fault;

import com.fasterxml.jackson.databind.JsonNode;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import io.hybridperf.stack.StackProcess;
import io.hybridperf.suite.settings.Settings;
import io.hybridperf.suite.settings.UserError;
import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Finds what can make an environment's stores fail. */
final class FaultSource {
  private static final String HOOKS = "hooks";

  private FaultSource() {}

  /**
   * {@return the faults of a run: of the embedded stack, or by the environment's hooks}
   *
   * @throws UserError if there is no way, or a setting has no sense
   */
  static Faults of(Settings settings, @Nullable StackProcess stack) {
    Config config = settings.config();
    try {
      Duration slowBy = config.getDuration("faults.slow");
      return new Faults(control(settings, slowBy, stack));
    } catch (ConfigException | IllegalArgumentException e) {
      throw new UserError("config: " + e.getMessage());
    }
  }

  private static FaultControl control(
      Settings settings, Duration slowBy, @Nullable StackProcess stack) {
    if (stack != null) {
      JsonNode faults = stack.description().path("faults");
      if (faults.isMissingNode()) {
        throw new UserError(
            "stack.faults is off: set stack.faults = on for %s in config/environments/%s.conf"
                .formatted(settings.simulation(), settings.environment()));
      }
      return new HttpFaultControl(
          URI.create(faults.path("url").asText()), faults.path("token").asText(), slowBy);
    }
    if (!settings.config().hasPath(HOOKS)) {
      throw new UserError(
          "hooks: %s lets stores fail by commands, and config/environments/%s.conf has none; set hooks { neo4j { stop, slow, cut, restore } .. }, or choose -Denv=embedded"
              .formatted(settings.simulation(), settings.environment()));
    }
    return HookFaultControl.of(settings.config().getConfig(HOOKS), slowBy, settings.home());
  }
}
