package dev.preceptor.httpclient;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** Decodes the body of a response. Some gateways compress although the request does not accept it. */
final class BodyText {

    private static final Pattern CHARSET = Pattern.compile("(?i)charset=\"?([\\w.:-]+)");
    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final int GZIP_FIRST = 0x1f;
    private static final int GZIP_SECOND = 0x8b;

    private BodyText() {}

    /** The text of a body; of damaged compressed data, the text up to the damage. */
    static String of(byte[] body, HttpHeaders headers) {
        String encoding =
                headers.firstValue("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
        byte[] plain = body;
        if (isGzip(body)) {
            plain = read(() -> new GZIPInputStream(new ByteArrayInputStream(body)));
        } else if (encoding.equals("deflate")) {
            plain = read(() -> new InflaterInputStream(new ByteArrayInputStream(body)));
        } else if (encoding.equals("br") || encoding.equals("zstd")) {
            return "(the response is compressed as '" + encoding + "', which was not asked for)";
        }
        return decoded(plain, charset(headers.firstValue("Content-Type").orElse("")));
    }

    /**
     * The text of bytes, without a byte order mark. JSON is UTF-8 (RFC 8259), which some gateways label as Latin-1, so that a label other
     * than UTF-16 or UTF-32 only counts for bytes that are no UTF-8.
     */
    private static String decoded(byte[] bytes, Charset labelled) {
        String text;
        try {
            text = labelled.name().matches("UTF-(?:16|32).*")
                    ? new String(bytes, labelled)
                    : StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString();
        } catch (CharacterCodingException e) {
            text = new String(bytes, labelled);
        }
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(BYTE_ORDER_MARK.length()) : text;
    }

    private static boolean isGzip(byte[] body) {
        return body.length > 2 && (body[0] & 0xff) == GZIP_FIRST && (body[1] & 0xff) == GZIP_SECOND;
    }

    private interface Source {
        InputStream open() throws IOException;
    }

    private static byte[] read(Source source) {
        ByteArrayOutputStream plain = new ByteArrayOutputStream();
        try (InputStream in = source.open()) {
            byte[] buffer = new byte[8192];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                plain.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // The text ends here; whoever parses it finds it incomplete.
        }
        return plain.toByteArray();
    }

    private static Charset charset(String contentType) {
        Matcher name = CHARSET.matcher(contentType);
        return name.find() && Charset.isSupported(name.group(1))
                ? Charset.forName(name.group(1))
                : StandardCharsets.UTF_8;
    }
}
