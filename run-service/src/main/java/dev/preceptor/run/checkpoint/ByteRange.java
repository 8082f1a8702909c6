package dev.preceptor.run.checkpoint;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A part of a file, RFC 9110, section 14.
 *
 * @param from the first byte, from 0
 * @param length the number of bytes
 */
record ByteRange(long from, long length) {

    private static final Pattern RANGE = Pattern.compile("bytes\\s*=\\s*(\\d{0,18})\\s*-\\s*(\\d{0,18})");

    /** A range that begins after the end of the file. */
    static final class UnsatisfiableException extends Exception {
        private static final long serialVersionUID = 1;
    }

    /**
     * Reads the header {@code Range}.
     *
     * @param header null if there is none
     * @param bytes the size of the file
     * @return empty for the whole file: without a range, and with several ranges or another unit, which a server may ignore
     */
    static Optional<ByteRange> of(String header, long bytes) throws UnsatisfiableException {
        Matcher range = RANGE.matcher(header == null ? "" : header.strip());
        if (!range.matches() || range.group(1).isEmpty() && range.group(2).isEmpty()) {
            return Optional.empty();
        }
        if (range.group(1).isEmpty()) {
            return Optional.of(last(Long.parseLong(range.group(2)), bytes));
        }
        long first = Long.parseLong(range.group(1));
        long last = range.group(2).isEmpty() ? bytes - 1 : Math.min(bytes - 1, Long.parseLong(range.group(2)));
        if (!range.group(2).isEmpty() && Long.parseLong(range.group(2)) < first) {
            return Optional.empty();
        }
        if (first >= bytes) {
            throw new UnsatisfiableException();
        }
        return Optional.of(new ByteRange(first, last - first + 1));
    }

    private static ByteRange last(long length, long bytes) throws UnsatisfiableException {
        long sent = Math.min(length, bytes);
        if (sent == 0) {
            throw new UnsatisfiableException();
        }
        return new ByteRange(bytes - sent, sent);
    }

    /** The value of {@code Content-Range}. */
    String header(long bytes) {
        return "bytes " + from + "-" + (from + length - 1) + "/" + bytes;
    }
}
