package dev.preceptor.apiaccess;

import java.util.Locale;
import java.util.regex.Pattern;

/** The names of this machine's loopback interface, told without asking a name server. */
final class Loopback {

    private static final Pattern NAME =
            Pattern.compile("localhost|127\\.\\d{1,3}\\.\\d{1,3}\\.\\d{1,3}|\\[?(::1|0:0:0:0:0:0:0:1)]?");

    private Loopback() {}

    static boolean isName(String host) {
        return NAME.matcher(host.strip().toLowerCase(Locale.ROOT)).matches();
    }
}
