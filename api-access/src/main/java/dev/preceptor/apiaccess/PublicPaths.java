package dev.preceptor.apiaccess;

import java.util.Set;

/** The paths that need no token: those of probes, and the web pages' files, which hold no data. */
final class PublicPaths {

    private static final Set<String> FILES = Set.of("/", "/index.html", "/favicon.ico", "/session");

    private PublicPaths() {}

    /** @param path normalised */
    static boolean contains(String path) {
        return FILES.contains(path)
                || path.startsWith("/page/")
                || path.startsWith("/webjars/")
                || path.startsWith("/q/");
    }
}
