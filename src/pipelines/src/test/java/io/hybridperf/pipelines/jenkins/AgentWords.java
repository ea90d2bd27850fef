package io.hybridperf.pipelines.jenkins;

/** Which agent. */
public final class AgentWords extends Words {
  private String label = "";

  AgentWords(Build build) {
    super(build);
  }

  public void label(String text) {
    label = text;
  }

  String label() {
    if (label.isEmpty()) {
      throw new IllegalArgumentException("agent { } without a label");
    }
    return label;
  }
}
