package dev.preceptor.artifactstore;

import java.nio.file.Path;

/** Where artifacts lie. What was kept once is never changed, and stands whole or not at all. */
interface Storage {

    /**
     * Keeps bytes under a name that is made from their hash, so that what has the name already is the same.
     *
     * @param name relative, with slashes
     * @return the URI that every service finds them by
     */
    String keep(String name, byte[] bytes);

    /**
     * The same of a file's bytes, which need not fit into memory; the file stays where it is.
     *
     * @param sha256 of its bytes
     */
    String keep(String name, Path file, String sha256);

    /** The bytes at a URI that {@link #keep} gave. */
    byte[] read(String uri);

    /** A folder of this machine to write a new checkpoint into. */
    Path workFolder(String name);

    /** Makes a finished work folder visible to every service, and says under which URI. */
    String publish(Path folder);

    /** A folder of this machine that holds what was published under the URI. */
    Path folder(String uri);
}
