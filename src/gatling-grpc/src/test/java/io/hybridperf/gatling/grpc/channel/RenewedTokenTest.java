package io.hybridperf.gatling.grpc.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenewedTokenTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final long SECOND = 1_000_000_000;

  @TempDir private Path folder;

  private final AtomicLong nanoTime = new AtomicLong(-5);
  private final AtomicInteger fetches = new AtomicInteger();

  private RenewedToken token(UnaryOperator<String> byNumber, Duration most) {
    RenewedToken.Origin origin =
        () -> {
          String token = byNumber.apply(String.valueOf(fetches.incrementAndGet()));
          if (token.equals("none")) {
            throw new IOException("the origin has none");
          }
          return token;
        };
    return new RenewedToken(origin, most, nanoTime::get, () -> NOW.plusNanos(nanoTime.get()));
  }

  private static String jwt(Instant expiry, String id) {
    return "head."
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                "{\"iss\":\"x\",\"exp\": %s,\"jti\":\"%s\"}"
                    .formatted(expiry.getEpochSecond(), id)
                    .getBytes(StandardCharsets.UTF_8))
        + ".signature";
  }

  private void awaitFetches(int number) throws InterruptedException {
    while (fetches.get() < number) {
      Thread.sleep(1);
    }
  }

  private static void await(RenewedToken token, String header) throws InterruptedException {
    while (!token.header().equals(header)) {
      Thread.sleep(1);
    }
  }

  @Test
  void itIsFetchedAgainAfterItsTimeAndNoCallWaits() throws Exception {
    RenewedToken token = token(number -> "t" + number + "\n", Duration.ofSeconds(10));

    nanoTime.addAndGet(9 * SECOND);
    assertThat(token.header()).isEqualTo("Bearer t1");
    assertThat(fetches).hasValue(1);
    nanoTime.addAndGet(SECOND);
    await(token, "Bearer t2");
    assertThat(fetches).hasValue(2);
  }

  @Test
  void aTokenThatSaysWhenItExpiresIsReplacedBefore() throws Exception {
    RenewedToken token =
        token(
            number -> jwt(NOW.plusNanos(nanoTime.get()).plusSeconds(100), number),
            Duration.ofHours(1));

    nanoTime.addAndGet(79 * SECOND);
    assertThat(token.header()).isEqualTo("Bearer " + jwt(NOW.plusSeconds(99), "1"));
    assertThat(fetches).hasValue(1);
    nanoTime.addAndGet(3 * SECOND);
    assertThat(token.header()).isNotEmpty();
    awaitFetches(2);
  }

  @Test
  void whatSaysNothingOfItsEndHasNone() {
    assertThat(RenewedToken.expiry("opaque")).isEmpty();
    assertThat(RenewedToken.expiry("a.b.c")).isEmpty();
    assertThat(RenewedToken.expiry("a.%%%.c")).isEmpty();
    assertThat(RenewedToken.expiry("a.e30.c")).isEmpty();
    assertThat(RenewedToken.expiry(jwt(NOW, "1"))).contains(NOW);
  }

  @Test
  void aRefusedOneIsReplacedAndOneThatIsRefusedAtOnceIsNot() throws Exception {
    RenewedToken token = token(number -> "t" + number, Duration.ofHours(1));

    token.refused();
    assertThat(fetches).hasValue(1);
    nanoTime.addAndGet(2 * SECOND);
    token.refused();
    await(token, "Bearer t2");
    token.refused();
    assertThat(fetches).hasValue(2);
  }

  @Test
  void theLastIsKeptWhereThereIsNoOther() throws Exception {
    RenewedToken token =
        token(number -> number.equals("2") ? "none" : "t" + number, Duration.ofSeconds(10));

    nanoTime.addAndGet(11 * SECOND);
    assertThat(token.header()).isEqualTo("Bearer t1");
    awaitFetches(2);
    assertThat(token.header()).isEqualTo("Bearer t1");
    nanoTime.addAndGet(2 * SECOND);
    await(token, "Bearer t3");
  }

  @Test
  void aFileThatIsReplacedIsReadAgain() throws Exception {
    Path file = Files.writeString(folder.resolve("token"), " one \n");
    BearerToken token = BearerToken.fromFile(file);
    TokenHeader.Source source = Objects.requireNonNull(token.open());
    assertThat(source.header()).isEqualTo("Bearer one");

    Files.writeString(file, "two\n");

    long end = System.nanoTime() + 20 * SECOND;
    while (!source.header().equals("Bearer two") && System.nanoTime() < end) {
      Thread.sleep(20);
    }
    assertThat(source.header()).isEqualTo("Bearer two");
    assertThat(token.open()).isSameAs(source);
    assertThat(token).hasToString("file " + file);
  }

  @Test
  void aCommandPrintsIt() {
    BearerToken token =
        BearerToken.fromCommand(List.of("sh", "-c", "echo warning >&2; echo secret"), folder);

    assertThat(Objects.requireNonNull(token.open()).header()).isEqualTo("Bearer secret");
    assertThat(token).hasToString("command sh");
  }

  @Test
  void whatGivesNoTokenIsSaidInALineWithoutWhatItGave() {
    assertRefused(
        BearerToken.fromFile(folder.resolve("none")),
        "token: file " + folder.resolve("none") + " is missing or empty");
    assertRefused(
        BearerToken.fromCommand(List.of("sh", "-c", "echo secret; exit 3"), folder),
        "token: command sh exited with 3");
    assertRefused(
        BearerToken.fromCommand(List.of("sh", "-c", "echo secret two"), folder),
        "token: command sh gave more than a token");
    assertRefused(
        BearerToken.fromCommand(List.of("true"), folder), "token: command true gave nothing");
    assertRefused(
        BearerToken.fromCommand(List.of("no-such-program", "secret"), folder),
        "token: command no-such-program cannot be run");
  }

  private static void assertRefused(BearerToken token, String why) {
    assertThatThrownBy(token::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(why)
        .hasMessageNotContaining("secret")
        .hasMessageNotContaining("\n");
  }
}
