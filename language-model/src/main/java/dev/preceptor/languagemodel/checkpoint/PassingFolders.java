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
 * Folders that are being filled beside the place where they will be. Their hidden names say which process fills them, so that the
 * next one at the same place can tell what a process that was killed has left, and deletes that.
 */
public final class PassingFolders {

    private static final String MARK = ".partial-";
    private static final String ABANDONED = "~abandoned";
    /** Host, process id, and when that began, in seconds; then what tells two of one process apart. */
    private static final Pattern MADE_BY = Pattern.compile("([^~]*)~([0-9]+)~([0-9]+)~.*");

    /** A clock that is set moves the start of a process by a little. */
    private static final long SAME_START_SECONDS = 10;

    private static final int ATTEMPTS = 20;
    private static final long PAUSE_MILLIS = 20;

    private static final Set<Path> IN_USE = ConcurrentHashMap.newKeySet();
    private static volatile boolean abandoned;

    private PassingFolders() {}

    /** Makes one beside the target; those that dead processes left there for the same target are deleted. */
    static Path create(Path target) throws IOException {
        deleteLeftOvers(target);
        // Not createTempDirectory, whose folders only their owner can read.
        Path folder = target.resolveSibling("." + target.getFileName() + MARK + thisProcess() + UUID.randomUUID());
        IN_USE.add(folder);
        Files.createDirectory(folder);
        if (abandoned) {
            delete(folder);
            throw new IOException("this process is ending");
        }
        return folder;
    }

    /** Counts a folder of another name as one of these. */
    public static void filling(Path folder) {
        IN_USE.add(folder);
    }

    /** It has been moved to its place, or is to stay. */
    public static void arrived(Path folder) {
        IN_USE.remove(folder);
    }

    /** It was given up. */
    static void delete(Path folder) {
        try {
            deleteAll(folder);
            IN_USE.remove(folder);
        } catch (IOException e) {
            System.getLogger(PassingFolders.class.getName())
                    .log(System.Logger.Level.WARNING, "{0} is left over and can be deleted: {1}", folder, e);
        }
    }

    /**
     * Deletes those that this process fills, as it is about to end. Whoever fills one meanwhile fails, so nothing that matters may
     * hang on that any more.
     */
    public static void abandon() {
        abandoned = true;
        for (int attempt = 0; attempt < ATTEMPTS && !IN_USE.isEmpty(); attempt++) {
            for (Path folder : IN_USE) {
                try {
                    deleteAll(takeAway(folder));
                    IN_USE.remove(folder);
                } catch (IOException e) {
                    // A file came in that was being written when the folder was renamed.
                    pause();
                }
            }
        }
    }

    /**
     * Gives the folder another name, so that whoever fills it can add no more files: a thread that writes faster than this one
     * deletes would keep it for ever.
     */
    private static Path takeAway(Path folder) throws IOException {
        Path aside = folder.resolveSibling(folder.getFileName() + ABANDONED);
        if (Files.exists(folder)) {
            Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        return aside;
    }

    private static void deleteLeftOvers(Path target) throws IOException {
        Path parent = target.getParent();
        String start = "." + target.getFileName() + MARK;
        List<Path> leftOver;
        try (Stream<Path> siblings = Files.list(parent)) {
            leftOver = siblings.filter(folder -> folder.getFileName().toString().startsWith(start))
                    .filter(folder -> isDead(folder.getFileName().toString().substring(start.length())))
                    .toList();
        }
        leftOver.forEach(PassingFolders::delete);
    }

    /** Only of this host can that be known. */
    private static boolean isDead(String maker) {
        Matcher parts = MADE_BY.matcher(maker);
        if (!parts.matches() || !parts.group(1).equals(host())) {
            return false;
        }
        Optional<ProcessHandle> namesake = ProcessHandle.of(Long.parseLong(parts.group(2)));
        long begun = Long.parseLong(parts.group(3));
        return namesake.isEmpty()
                || startOf(namesake.get())
                        .filter(start -> Math.abs(start - begun) > SAME_START_SECONDS)
                        .isPresent();
    }

    private static String thisProcess() {
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

    private static void deleteAll(Path folder) throws IOException {
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
