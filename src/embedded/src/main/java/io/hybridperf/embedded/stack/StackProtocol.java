package io.hybridperf.embedded.stack;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.hybridperf.embedded.start.Progress;

/**
 * What the stack and the process that started it say to each other, line by line.
 *
 * <p>The stack writes to its standard output any number of lines for people, and among them
 *
 * <ul>
 *   <li>{@code READY {json}} once, when everything answers: a {@link ReadyMessage};
 *   <li>{@code FAILED text} instead, if it cannot start: the reason and the remedy; its exit status
 *       is then 1;
 *   <li>{@code STOPPED} last, when it was told to stop and its stores are closed; its exit status
 *       is then 0.
 * </ul>
 *
 * <p>It reads from its standard input the line {@code stop}; the end of the input says the same.
 * The other side is {@code io.hybridperf.stack.StackProcess}.
 */
final class StackProtocol {
  /** The one command. */
  static final String STOP = "stop";

  private final Progress output;

  StackProtocol(Progress output) {
    this.output = output;
  }

  void ready(ReadyMessage message) throws JsonProcessingException {
    output.print("READY " + new ObjectMapper().writeValueAsString(message));
  }

  void failed(String reasonAndRemedy) {
    output.print("FAILED " + reasonAndRemedy);
  }

  void stopped() {
    output.print("STOPPED");
  }
}
