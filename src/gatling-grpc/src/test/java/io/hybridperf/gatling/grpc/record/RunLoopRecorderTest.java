package io.hybridperf.gatling.grpc.record;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.gatling.core.session.Session;
import io.hybridperf.measurement.load.ArrivalPlan;
import io.hybridperf.measurement.load.LoadProfile;
import io.hybridperf.measurement.load.Phase;
import io.hybridperf.measurement.load.Shape;
import io.hybridperf.measurement.record.ArrivalClock;
import io.hybridperf.measurement.record.RecorderClock;
import io.hybridperf.measurement.record.RunRecorder;
import io.hybridperf.measurement.run.RunFolder;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunLoopRecorderTest {
  private static final int CALLS = 10_000;

  private static final CallRecording.Call UNTRACED =
      new CallRecording.Call() {
        @Override
        public String trace() {
          return "";
        }

        @Override
        public @Nullable String target() {
          return null;
        }

        @Override
        public String asked() {
          return "";
        }
      };

  private static final String[] LABELS = {"simple", "hybrid", "complex"};

  /** One object for each call would be more. */
  private static final long TOLERANCE_BYTES = 8 * CALLS;

  @Test
  void recordingACallAllocatesNothing(@TempDir Path folder) {
    ArrivalPlan plan =
        LoadProfile.empty()
            .then(new Phase("warm-up", new Shape.Constant(CALLS), Duration.ofSeconds(1), false))
            .constant("steady", CALLS, Duration.ofSeconds(3))
            .plan();
    MultiThreadIoEventLoopGroup group =
        new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try (RunRecorder recorder =
        RunRecorder.open(new RunFolder(folder), new ArrivalClock(plan, 0), RecorderClock.SYSTEM)) {
      EventLoop loop = (EventLoop) group.iterator().next();
      CallRecording.Recorder calls = RunRecording.of(recorder, plan, "load").openForEventLoop();
      Session[] users = new Session[4 * CALLS];
      for (int user = 0; user < users.length; user++) {
        users[user] = io.gatling.core.session.Session$.MODULE$.apply("load", user, loop);
      }
      // The warm-up, and then both buffers of the thread see the phase before anything is counted.
      for (int batch = 0; batch < 3; batch++) {
        record(calls, plan, users, batch * CALLS, CALLS);
        recorder.flush();
      }
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      record(calls, plan, users, 3 * CALLS, CALLS);
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;

      assertThat(allocated).isLessThan(TOLERANCE_BYTES);
    } finally {
      var _ = group.shutdownGracefully();
    }
  }

  private static void record(
      CallRecording.Recorder calls, ArrivalPlan plan, Session[] users, int first, int count) {
    for (int user = first; user < first + count; user++) {
      String label = LABELS[user % LABELS.length];
      long due = calls.dueNanos(users[user], plan.plannedNanos(user));
      int phase = calls.phase(users[user], due);
      calls.sent(phase, label);
      calls.value("stage.vector", 300_000);
      calls.value("recall@10", 950_000);
      calls.call(UNTRACED);
      calls.ended(phase, label, "OK", due, due + 10_000, due + 1_000_000);
      var _ = calls.shown(phase, label);
    }
  }

  @Test
  void showsGatlingWhatIsJudgedByPhase(@TempDir Path folder) {
    ArrivalPlan plan =
        LoadProfile.empty()
            .warmUp(1, Duration.ofSeconds(1))
            .constant("steady", 1, Duration.ofSeconds(1))
            .constant("peak", 1, Duration.ofSeconds(1))
            .plan();
    try (RunRecorder recorder =
        RunRecorder.open(new RunFolder(folder), new ArrivalClock(plan, 0), RecorderClock.SYSTEM)) {
      CallRecording.Recorder calls = RunRecording.of(recorder, plan, "load").openForEventLoop();

      assertThat(calls.shown(0, "simple")).isNull();
      assertThat(calls.shown(1, "simple")).isEqualTo("steady / simple");
      assertThat(calls.shown(2, "simple")).isEqualTo("peak / simple");
    }
  }
}
