package dev.preceptor.apiaccess;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A caller's name and role, and the hash of the caller's token; the token itself is not stored. */
final class Token {

    private static final Pattern LINE = Pattern.compile("([^:]*):([^:]*):(.*)");
    /** The name becomes a suffix of purse names, so it has no dot, which is the separator, and no ending like that of a run id. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,31}");

    private static final Pattern RUN_ID_ENDING = Pattern.compile(".*-[0-9a-f]{8}");
    private static final Pattern HASH = Pattern.compile("sha256:([0-9A-Fa-f]{64})");
    /** RFC 6750, section 2.1, with a minimum length against guessing. */
    private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9._~+/-]{16,512}=*");

    private final String name;
    private final Role role;
    private final byte[] sha256;

    private Token(String name, Role role, byte[] sha256) {
        this.name = name;
        this.role = role;
        this.sha256 = sha256;
    }

    /**
     * Parses {@code NAME:ROLE:TOKEN}.
     *
     * @throws IllegalArgumentException with a message that contains no part of a token
     */
    static Token of(String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("is not NAME:ROLE:TOKEN");
        }
        if (!NAME.matcher(parts.group(1)).matches()
                || RUN_ID_ENDING.matcher(parts.group(1)).matches()) {
            throw new IllegalArgumentException(
                    "has a name that is not 1 to 32 letters, digits, dashes and underscores, or ends as a run's id does");
        }
        return new Token(parts.group(1), role(parts.group(2)), hash(parts.group(3)));
    }

    private static Role role(String text) {
        return switch (text) {
            case "read" -> Role.READ;
            case "write" -> Role.WRITE;
            default -> throw new IllegalArgumentException("has a role that is neither 'read' nor 'write'");
        };
    }

    private static byte[] hash(String text) {
        Matcher hash = HASH.matcher(text);
        if (hash.matches()) {
            return HexFormat.of().parseHex(hash.group(1));
        }
        if (!SECRET.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "has a token that is neither sha256: and 64 hexadecimal digits nor 16 or more"
                            + " of the characters A-Z a-z 0-9 . _ ~ + / -; 'openssl rand -hex 32' makes one");
        }
        return sha256(text);
    }

    static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    String name() {
        return name;
    }

    Role role() {
        return role;
    }

    /** Compares in constant time. */
    boolean matches(byte[] presentedSha256) {
        return MessageDigest.isEqual(sha256, presentedSha256);
    }
}
