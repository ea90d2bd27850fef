package io.hybridperf.report.page;

import io.hybridperf.measurement.verdict.SloResult;
import io.hybridperf.measurement.verdict.Verdict;
import io.hybridperf.measurement.verdict.VerdictStatus;
import io.hybridperf.report.chart.Texts;
import java.io.StringWriter;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * A verdict as JUnit XML: a case for the run, and one for each objective. What was missed is a
 * failure of type FAIL, what is not shown one of type UNSURE; what was not measured is an error.
 * Where the run itself says nothing (INVALID, INCOMPLETE) its case is an error of that type, and
 * the objectives are skipped.
 */
final class Junit {
  private static final int MOST_TEXT = 1_000;

  private final Verdict verdict;
  private final Objectives objectives;
  private final String suite;

  private Junit(Verdict verdict) {
    this.verdict = verdict;
    objectives = new Objectives(verdict);
    suite = "%s on %s".formatted(verdict.info().simulation(), verdict.info().environment());
  }

  static String of(Verdict verdict) {
    StringWriter text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      new Junit(verdict).write(xml);
      xml.close();
    } catch (XMLStreamException e) {
      throw new IllegalStateException(e);
    }
    return text + "\n";
  }

  private boolean saysNothing() {
    return verdict.status() == VerdictStatus.INVALID
        || verdict.status() == VerdictStatus.INCOMPLETE;
  }

  private boolean isShare() {
    return verdict.status() == VerdictStatus.SHARE;
  }

  private void write(XMLStreamWriter xml) throws XMLStreamException {
    long failed = verdict.results().stream().filter(this::isFailure).count();
    long errors = verdict.results().stream().filter(this::isError).count();
    long skipped = verdict.results().stream().filter(this::isSkipped).count();
    boolean own = ownCaseFails();
    xml.writeStartDocument("UTF-8", "1.0");
    xml.writeStartElement("testsuite");
    attribute(xml, "name", suite);
    attribute(xml, "tests", Long.toString(verdict.results().size() + 1L));
    attribute(xml, "failures", Long.toString(failed + (own && !saysNothing() ? 1 : 0)));
    attribute(xml, "errors", Long.toString(errors + (saysNothing() ? 1 : 0)));
    attribute(xml, "skipped", Long.toString(skipped));
    attribute(xml, "timestamp", verdict.info().start().toString());
    begin(xml, "verdict");
    String reasons =
        verdict.reasons().isEmpty() ? objectives.summary() : String.join("; ", verdict.reasons());
    if (saysNothing()) {
      outcome(xml, "error", verdict.status().name(), reasons);
    } else if (own) {
      outcome(xml, "failure", verdict.status().name(), reasons);
    }
    xml.writeEndElement();
    for (SloResult result : verdict.results()) {
      begin(xml, "%s (%s)".formatted(result.slo().name(), result.slo().scope()));
      testCase(xml, result);
      xml.writeEndElement();
    }
    xml.writeEndElement();
    xml.writeEndDocument();
  }

  private boolean ownCaseFails() {
    return verdict.status() != VerdictStatus.PASS && !isShare();
  }

  private void testCase(XMLStreamWriter xml, SloResult result) throws XMLStreamException {
    String message =
        "%s, %s; %s"
            .formatted(
                objectives.outcome(result),
                objectives.margin(result).map(Objectives::marginInWords).orElse("no margin"),
                String.join("; ", objectives.remarks(result)));
    if (isSkipped(result)) {
      xml.writeEmptyElement("skipped");
      attribute(
          xml,
          "message",
          saysNothing() || isShare()
              ? "the run is %s".formatted(verdict.status())
              : "not gated: " + message);
    } else if (isError(result)) {
      outcome(xml, "error", "NOT MEASURED", message);
    } else if (isFailure(result)) {
      outcome(xml, "failure", result.isUnsure(verdict.gate()) ? "UNSURE" : "FAIL", message);
    }
  }

  private boolean isSkipped(SloResult result) {
    return saysNothing() || isShare() || (!result.slo().gated() && !result.passes(verdict.gate()));
  }

  private boolean isError(SloResult result) {
    return !isSkipped(result) && result.measuredValue().isEmpty();
  }

  private boolean isFailure(SloResult result) {
    return !isSkipped(result) && !isError(result) && !result.passes(verdict.gate());
  }

  private void begin(XMLStreamWriter xml, String name) throws XMLStreamException {
    xml.writeStartElement("testcase");
    attribute(xml, "classname", suite);
    attribute(xml, "name", name);
  }

  private static void outcome(XMLStreamWriter xml, String element, String type, String message)
      throws XMLStreamException {
    xml.writeEmptyElement(element);
    attribute(xml, "type", type);
    attribute(xml, "message", message);
  }

  private static void attribute(XMLStreamWriter xml, String name, String value)
      throws XMLStreamException {
    xml.writeAttribute(name, Texts.shortened(value, MOST_TEXT));
  }
}
