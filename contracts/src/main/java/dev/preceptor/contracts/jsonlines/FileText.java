package dev.preceptor.contracts.jsonlines;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * The text of a file: UTF-8, or UTF-16 with a byte order mark, as Python's {@code json} detects them. A gzip file,
 * detected by its first bytes, is decompressed.
 */
public final class FileText {

    private static final char BYTE_ORDER_MARK = '\uFEFF';
    private static final char REPLACEMENT = '\uFFFD';

    /** The first bytes of formats that are not text, each with advice for the user. */
    private static final Map<String, String> ADVICE_BY_PREFIX = Map.of(
            "PK\u0003\u0004", "is packed with zip; unpack it first",
            "(\u00b5/\u00fd", "is packed with zstd; unpack it first",
            "\u00fd7zXZ", "is packed with xz; unpack it first",
            "BZh", "is packed with bzip2; unpack it first");

    private FileText() {}

    /**
     * Reads the whole file, without a byte order mark.
     *
     * @param problem creates an exception from a message, which names the file
     * @throws RuntimeException created by {@code problem}, if the file does not exist, cannot be read or is not text
     */
    public static String read(Path file, Function<String, ? extends RuntimeException> problem) {
        byte[] bytes;
        try {
            bytes = decompress(Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw problem.apply(file + ": no such file");
        } catch (ZipException | EOFException e) {
            throw problem.apply(file + ": is not a complete gzip file: " + e.getMessage());
        } catch (IOException e) {
            throw problem.apply(file + ": cannot be read: " + e.getMessage());
        }
        String start = new String(bytes, 0, Math.min(bytes.length, 8), StandardCharsets.ISO_8859_1);
        ADVICE_BY_PREFIX.forEach((magic, advice) -> {
            if (start.startsWith(magic)) {
                throw problem.apply(file + ": " + advice);
            }
        });
        return decode(file, bytes, problem);
    }

    private static byte[] decompress(byte[] bytes) throws IOException {
        boolean packed = bytes.length > 1 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
        if (!packed) {
            return bytes;
        }
        try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(bytes))) {
            return in.readAllBytes();
        }
    }

    private static String decode(Path file, byte[] bytes, Function<String, ? extends RuntimeException> problem) {
        Charset charset = charset(bytes);
        String text = new String(bytes, charset);
        int replaced = text.indexOf(REPLACEMENT);
        if (replaced >= 0 && isMalformed(bytes, charset)) {
            long line = 1
                    + text.substring(0, replaced).chars().filter(c -> c == '\n').count();
            throw problem.apply(file + ":" + line + ": is not " + charset
                    + " text; convert the file first, for example with iconv -f latin1 -t utf-8");
        }
        return text.isEmpty() || text.charAt(0) != BYTE_ORDER_MARK ? text : text.substring(1);
    }

    /** A text may itself contain the replacement character, so the character alone does not prove malformed input. */
    private static boolean isMalformed(byte[] bytes, Charset charset) {
        try {
            charset.newDecoder().decode(ByteBuffer.wrap(bytes));
            return false;
        } catch (CharacterCodingException e) {
            return true;
        }
    }

    private static Charset charset(byte[] bytes) {
        int mark = bytes.length < 2 ? 0 : (bytes[0] & 0xff) << 8 | bytes[1] & 0xff;
        return switch (mark) {
            case 0xfffe -> StandardCharsets.UTF_16LE;
            case 0xfeff -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
    }
}
