package dev.preceptor.artifactstore;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Where artifacts are stored. Files that were kept and folders that were published are immutable, and are either
 * complete or absent. Names are relative paths with slashes. Every method throws {@link ArtifactException} if the
 * storage cannot be read or written.
 */
interface Storage {

    /**
     * Stores bytes under a name that contains their hash. If the name exists, its content is the same and nothing is
     * written.
     *
     * @return the URI by which every service can read them
     */
    String keep(String name, byte[] bytes);

    /**
     * Stores the content of a file, which need not fit into memory. The file is copied, not moved.
     *
     * @param sha256 the SHA-256 of the content
     */
    String keep(String name, Path file, String sha256);

    /** Reads the bytes at a URI that {@link #keep} returned. */
    byte[] read(String uri);

    /**
     * Publishes a complete local folder to every service. The folder is moved.
     *
     * @return the URI to pass to {@link #folder}
     */
    String publish(Path folder, String name);

    /** Returns a local folder with the files that were published at the URI. */
    Path folder(String uri);

    /** Returns the URI of the complete folder that was published under a name, or empty if there is none. */
    Optional<String> published(String name);

    /** Lists the complete folders published below a name, each by the last part of its own name. */
    SortedSet<String> publishedBelow(String name);

    /** Writes bytes under a name, replacing any earlier content. */
    void replace(String name, byte[] bytes);

    /** Reads the bytes that were last written under a name; empty if there are none. */
    Optional<byte[]> find(String name);

    /**
     * Copies a local folder to a name that contains its hash.
     *
     * @param manifest the manifest of the folder
     */
    void copyIn(Path folder, Manifest manifest, String name);

    /**
     * Copies a folder that {@link #copyIn} stored into an empty local folder.
     *
     * @return false if the stored folder is missing or incomplete
     */
    boolean copyOut(String name, Path folder);

    /** Deletes everything under a name and below it. Does nothing if there is nothing. */
    void delete(String name);
}
