package dev.preceptor.run.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The examples of RFC 9110, section 14.1.2, of a representation of 10,000 bytes, and the edges. */
class ByteRangeTest {

    private static final long BYTES = 10_000;

    @ParameterizedTest
    @CsvSource({
        "bytes=0-499, 0, 500",
        "bytes=500-999, 500, 500",
        "bytes=-500, 9500, 500",
        "bytes=9500-, 9500, 500",
        "bytes=0-0, 0, 1",
        "bytes=9999-, 9999, 1",
        "bytes=9000-20000, 9000, 1000",
        "bytes=-20000, 0, 10000",
        "'bytes = 1 - 2', 1, 2"
    })
    void aRangeIsReadAsTheStandardSays(String header, long from, long length) throws Exception {
        assertThat(ByteRange.of(header, BYTES)).contains(new ByteRange(from, length));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-0,-1", "bytes=500-499", "lines=0-3", "bytes=-", "bytes=a-b", "", "bytes=1.5-2"})
    void whatIsNoSingleRangeOfBytesIsIgnored(String header) throws Exception {
        assertThat(ByteRange.of(header, BYTES)).isEmpty();
        assertThat(ByteRange.of(null, BYTES)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=10000-", "bytes=10000-10001", "bytes=-0"})
    void aRangeBehindTheEndCannotBeSatisfied(String header) {
        assertThatThrownBy(() -> ByteRange.of(header, BYTES)).isInstanceOf(ByteRange.UnsatisfiableException.class);
    }

    @Test
    void anEmptyFileHasNoRange() {
        assertThatThrownBy(() -> ByteRange.of("bytes=0-", 0)).isInstanceOf(ByteRange.UnsatisfiableException.class);
    }

    @Test
    void theHeaderNamesTheLastByte() {
        assertThat(new ByteRange(500, 500).header(BYTES)).isEqualTo("bytes 500-999/10000");
    }
}
