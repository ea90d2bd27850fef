package io.hybridperf.gatling.grpc;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Which channels a run has, and which of them each event loop uses for which target.
 *
 * <p>Each loop reaches every target and asks them in turn, so that targets get equal shares
 * whatever the number of loops, targets and channels. Where there are too few channels for that,
 * loops borrow from each other.
 */
final class ChannelPlan {
  private final int loops;
  private final int targets;
  private final int channels;

  /**
   * A plan.
   *
   * @param loops event loops, at least 1
   * @param targets addresses, at least 1
   * @param channels in all, at least one for each target
   */
  ChannelPlan(int loops, int targets, int channels) {
    if (loops < 1 || targets < 1 || channels < targets) {
      throw new IllegalArgumentException(
          "%s loops, %s targets, %s channels".formatted(loops, targets, channels));
    }
    this.loops = loops;
    this.targets = targets;
    this.channels = channels;
  }

  /** {@return how many channels there are} */
  int channels() {
    return channels;
  }

  /**
   * {@return where a channel leads}
   *
   * @param channel its number, from 0
   */
  int target(int channel) {
    return channel % targets;
  }

  /**
   * {@return the loop that carries a channel}
   *
   * @param channel its number, from 0
   */
  int loop(int channel) {
    return channel / targets % loops;
  }

  /**
   * {@return the numbers of the channels by which a loop reaches a target: its own, or one that it
   * borrows; never empty}
   *
   * @param loop its number, from 0
   * @param target its number, from 0
   */
  List<Integer> used(int loop, int target) {
    List<Integer> all =
        IntStream.range(0, channels).filter(each -> target(each) == target).boxed().toList();
    List<Integer> own = new ArrayList<>(all);
    own.removeIf(each -> loop(each) != loop);
    return own.isEmpty() ? List.of(all.get(loop % all.size())) : own;
  }

  /**
   * {@return the target that a loop asks first; not the same for all, so that few calls spread too}
   *
   * @param loop its number, from 0
   */
  int first(int loop) {
    return loop % targets;
  }
}
