package dev.preceptor.languagemodel.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Temporary folders, which are filled beside their target and then renamed to it. The hidden name of a temporary folder
 * identifies the process that fills it. The next process that writes the same target deletes the folders of killed processes.
 */
public final class TemporaryFolders {

    private static final String INFIX = ".partial-";
    private static final String DELETED_SUFFIX = "~abandoned";
    /** Host, process id and start time of the process in epoch seconds, followed by a random part. */
    private static final Pattern OWNER = Pattern.compile("([^~]*)~([0-9]+)~([0-9]+)~.*");

    /** The start time of a process may shift if the clock is adjusted. */
    private static final long SAME_START_SECONDS = 10;

    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 20;

    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();
    private static volatile boolean shuttingDown;

    static {
        // A service that receives SIGTERM may be saving a model.
        Runtime.getRuntime().addShutdownHook(new Thread(TemporaryFolders::deleteAll, "temporary-folders"));
    }

    private TemporaryFolders() {}

    /** Creates a temporary folder beside the target, and deletes those that dead processes left for the same target. */
    static Path create(Path target) throws IOException {
        deleteStale(target);
        // Files.createTempDirectory creates folders that only their owner can read.
        Path folder = target.resolveSibling("." + target.getFileName() + INFIX + ownerPrefix() + UUID.randomUUID());
        IN_USE.add(folder);
        Files.createDirectory(folder);
        if (shuttingDown) {
            delete(folder);
            throw new IOException("the process is shutting down");
        }
        return folder;
    }

    /** Registers a folder with another name as temporary. */
    public static void register(Path folder) {
        IN_USE.add(folder);
    }

    /** Unregisters a folder, which has been renamed to its target or is to be kept. */
    public static void release(Path folder) {
        IN_USE.remove(folder);
    }

    /** Deletes a temporary folder. Logs a warning if it cannot be deleted. */
    static void delete(Path folder) {
        try {
            deleteRecursively(folder);
            IN_USE.remove(folder);
        } catch (IOException e) {
            System.getLogger(TemporaryFolders.class.getName())
                    .log(
                            System.Logger.Level.WARNING,
                            "Cannot delete the temporary folder {0}; delete it by hand: {1}",
                            folder,
                            e);
        }
    }

    /**
     * Deletes the temporary folders of this process before it exits. Threads that are still filling them fail, and no new ones
     * can be created. Also called when the virtual machine shuts down, such as by SIGTERM.
     */
    public static void deleteAll() {
        shuttingDown = true;
        for (int attempt = 0; attempt < ATTEMPTS && !IN_USE.isEmpty(); attempt++) {
            for (Path folder : IN_USE) {
                try {
                    deleteRecursively(moveAside(folder));
                    IN_USE.remove(folder);
                } catch (IOException e) {
                    // A thread was creating a file while the folder was renamed.
                    pause();
                }
            }
        }
    }

    /**
     * Renames the folder, so that the thread that fills it can add no more files. Otherwise a thread that writes faster than
     * this one deletes would prevent the deletion.
     */
    private static Path moveAside(Path folder) throws IOException {
        Path renamed = folder.resolveSibling(folder.getFileName() + DELETED_SUFFIX);
        if (Files.exists(folder)) {
            Files.move(folder, renamed, StandardCopyOption.ATOMIC_MOVE);
        }
        return renamed;
    }

    private static void deleteStale(Path target) throws IOException {
        Path parent = target.getParent();
        String prefix = "." + target.getFileName() + INFIX;
        List<Path> stale;
        try (Stream<Path> siblings = Files.list(parent)) {
            stale = siblings.filter(folder -> folder.getFileName().toString().startsWith(prefix))
                    .filter(folder ->
                            isOwnerDead(folder.getFileName().toString().substring(prefix.length())))
                    .toList();
        }
        stale.forEach(TemporaryFolders::delete);
    }

    /** Returns whether the owner is a process of this host that has ended. Processes of other hosts are assumed to be alive. */
    private static boolean isOwnerDead(String owner) {
        Matcher parts = OWNER.matcher(owner);
        if (!parts.matches() || !parts.group(1).equals(host())) {
            return false;
        }
        Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(parts.group(2)));
        long expectedStart = Long.parseLong(parts.group(3));
        return process.isEmpty()
                || startOf(process.get())
                        .filter(start -> Math.abs(start - expectedStart) > SAME_START_SECONDS)
                        .isPresent();
    }

    private static String ownerPrefix() {
        ProcessHandle self = ProcessHandle.current();
        return host() + "~" + self.pid() + "~" + startOf(self).orElse(0L) + "~";
    }

    private static Optional<Long> startOf(ProcessHandle process) {
        return process.info().startInstant().map(Instant::getEpochSecond);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName().replaceAll("[^A-Za-z0-9.-]", "-");
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    private static void deleteRecursively(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
