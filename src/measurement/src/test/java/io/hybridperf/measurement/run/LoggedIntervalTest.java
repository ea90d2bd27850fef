package io.hybridperf.measurement.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.HdrHistogram.Histogram;

class LoggedIntervalTest {

  private static LoggedInterval packed(Histogram histogram) {
    ByteBuffer buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
    int length = histogram.encodeIntoCompressedByteBuffer(buffer);
    return new LoggedInterval(
        Series.RESPONSE_TIME,
        new Tag("steady", "simple", Status.OK),
        0,
        1,
        Base64.getEncoder().encodeToString(Arrays.copyOf(buffer.array(), length)));
  }

  @Property(tries = 50)
  void addsUpToTheSameAsUnpackingIt(
      @ForAll List<@LongRange(min = 0, max = LoggedInterval.MAX_VALUE) Long> values,
      @ForAll List<@LongRange(min = 0, max = 5_000) Long> more) {
    Histogram recorded = LoggedInterval.newHistogram();
    values.forEach(recorded::recordValue);
    more.forEach(value -> recorded.recordValueWithCount(value, 1 + value));
    LoggedInterval interval = packed(recorded);
    Histogram sum = LoggedInterval.newHistogram();
    sum.recordValue(7);
    Histogram unpacked = sum.copy();

    interval.addTo(sum);
    unpacked.add(interval.histogram());

    assertThat(sum).isEqualTo(unpacked);
    assertThat(sum.getMaxValue()).isEqualTo(unpacked.getMaxValue());
    assertThat(sum.getMinNonZeroValue()).isEqualTo(unpacked.getMinNonZeroValue());
  }
}
