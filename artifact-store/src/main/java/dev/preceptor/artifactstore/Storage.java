package dev.preceptor.artifactstore;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Where artifacts lie. What was kept or published once is never changed, and stands whole or not at all. Names are relative,
 * with slashes.
 */
interface Storage {

    /**
     * Keeps bytes under a name that is made from their hash, so that what has the name already is the same.
     *
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

    /**
     * Makes a finished folder of this machine visible to every service. The folder is moved.
     *
     * @return the URI that {@link #folder} takes
     */
    String publish(Path folder, String name);

    /** A folder of this machine that holds what was published under the URI. */
    Path folder(String uri);

    /** The URI of the whole folder that was published under a name. */
    Optional<String> published(String name);

    /** The last parts of the names below a name under which whole folders were published. */
    SortedSet<String> publishedBelow(String name);

    /** Writes bytes under a name, in the place of what was there. */
    void replace(String name, byte[] bytes);

    /** The bytes that were last written under a name. */
    Optional<byte[]> find(String name);

    /**
     * Copies a folder of this machine to a name that is made from its hash.
     *
     * @param manifest of the folder
     */
    void copyIn(Path folder, Manifest manifest, String name);

    /**
     * Copies what {@link #copyIn} kept into an empty folder of this machine.
     *
     * @return false if it is not there whole
     */
    boolean copyOut(String name, Path folder);

    /** Deletes what lies under a name and below it; nothing happens where there is nothing. */
    void delete(String name);
}
