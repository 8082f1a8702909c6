package dev.preceptor.apiaccess;

import java.util.Locale;
import java.util.regex.Pattern;

/** Recognizes the names of the loopback interface, without a DNS lookup. */
final class Loopback {

    private static final Pattern NAME =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");

    private Loopback() {}

    static boolean isName(String host) {
        return NAME.matcher(host.strip().toLowerCase(Locale.ROOT)).matches();
    }
}
