package io.hybridperf.gatling.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.gatling.commons.util.DefaultClock;
import io.gatling.core.actor.ActorRef;
import io.gatling.core.actor.ActorSystem;
import io.gatling.core.stats.DataWritersStatsEngine;
import io.gatling.core.stats.writer.DataWriterMessage;
import io.gatling.core.stats.writer.LogFileDataWriter;
import io.gatling.core.stats.writer.RunMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scala.collection.immutable.$colon$colon;
import scala.collection.immutable.List;
import scala.collection.immutable.List$;
import scala.concurrent.Await;
import scala.concurrent.Promise;
import scala.concurrent.Promise$;
import scala.concurrent.duration.Duration;
import scala.runtime.BoxedUnit;

/** When this fails, Gatling keeps its description elsewhere: see {@link RunDescription}. */
class RunDescriptionTest {
  private static final Duration PATIENCE = Duration.create(30, TimeUnit.SECONDS);

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "page: ../index.html, 'scale 0.2, gate target; page: ../index.html'",
    "'', 'scale 0.2, gate target'"
  })
  void gatlingsLogBeginsWithTheWordsAndWhatTheCommandLineSaid(String given, String written)
      throws Exception {
    ActorSystem system = new ActorSystem();
    try {
      RunMessage message =
          RunMessage.apply("simulations.Burst", "burst", 0, given, "3", ZoneOffset.UTC);
      ActorRef<DataWriterMessage> log =
          system.actorOf(LogFileDataWriter.apply(message, empty(), empty(), folder));
      DataWritersStatsEngine engine =
          new DataWritersStatsEngine(new $colon$colon<>(log, empty()), system, new DefaultClock());

      assertThat(RunDescription.begin(engine, "scale 0.2, gate target")).isTrue();

      engine.start();
      Promise<BoxedUnit> stopped = Promise$.MODULE$.apply();
      log.$bang(new DataWriterMessage.Stop(stopped));
      Await.ready(stopped.future(), PATIENCE);
      Path file = LogFileDataWriter.logFile(folder, message.runId(), false);
      assertThat(Files.readString(file, ISO_8859_1)).contains(length(written) + written);
    } finally {
      system.close();
    }
  }

  @Test
  void whatHasNoLogIsToldNothing() {
    ActorSystem system = new ActorSystem();
    try {
      DataWritersStatsEngine engine =
          new DataWritersStatsEngine(empty(), system, new DefaultClock());

      assertThat(RunDescription.begin(engine, "scale 1")).isFalse();
    } finally {
      system.close();
    }
  }

  private static <T> List<T> empty() {
    return List$.MODULE$.empty();
  }

  /** As the log has it before a text: four bytes, the highest first. */
  private static String length(String text) {
    return new String(new byte[] {0, 0, 0, (byte) text.length()}, ISO_8859_1);
  }
}
