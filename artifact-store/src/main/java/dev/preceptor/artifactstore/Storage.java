package dev.preceptor.artifactstore;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The storage of artifacts. Names are relative paths with slashes. Files of {@link #putIfAbsent} and published folders
 * are immutable, and are either complete or absent. Every method throws {@link ArtifactException} if the storage cannot
 * be read or written.
 */
interface Storage {

    /**
     * Stores bytes under a name that contains their hash. If the name exists, its content is the same and nothing is
     * written.
     *
     * @return the URI with which all services can read the bytes
     */
    String putIfAbsent(String name, byte[] bytes);

    /**
     * Copies a file to a name that contains its hash. The file need not fit into memory.
     *
     * @param sha256 the SHA-256 of the content
     */
    String putIfAbsent(String name, Path file, String sha256);

    /** Reads the bytes at a URI that {@link #putIfAbsent} returned. */
    byte[] read(String uri);

    /**
     * Publishes a complete local folder to every service. The folder is moved.
     *
     * @return the URI to pass to {@link #folder}
     */
    String publish(Path folder, String name);

    /** Returns a local folder with the files that were published at the URI. */
    Path folder(String uri);

    /** Lists the files that were published at the URI, sorted by name. */
    List<StoredFile> files(String uri);

    /**
     * Copies a part of a published file to a stream, without a copy of the file on the local disk.
     *
     * @param name one of the names of {@link #files}
     * @param from the first byte, from 0
     * @param length the number of bytes, at least 1
     * @throws IOException if the target cannot be written
     */
    void copy(String uri, String name, long from, long length, OutputStream target) throws IOException;

    /** Returns the URI of the complete folder that was published under a name, or empty if there is none. */
    Optional<String> findPublished(String name);

    /** Lists the complete folders that were published below a name, by the last part of their names. */
    SortedSet<String> listPublished(String name);

    /** Writes bytes under a name and replaces any previous content. */
    void put(String name, byte[] bytes);

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
