package dev.preceptor.languagemodel.network;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/** Native memory that runs out ends the process: so what a model needs is compared with what there is before it is loaded. */
public final class FreeMemory {

    private static final Path ROOT = Path.of("/");
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");
    private static final double GIB = 1L << 30;

    private FreeMemory() {}

    /**
     * Refuses a model that does not fit. Where the system does not say what is free, nothing is refused.
     *
     * @param model what to call it
     * @param needed in bytes
     * @throws CheckpointException naming the model, what it needs and what there is
     */
    public static void require(Path model, long needed) {
        require(model, needed, available());
    }

    /** As {@link #require(Path, long)}, of what is free on another device. */
    public static void require(Path model, long needed, OptionalLong available) {
        available.ifPresent(free -> require(model, needed, free));
    }

    /** What can be had without swapping and within the limits of a container, in bytes; empty where the system does not say. */
    public static OptionalLong available() {
        return available(ROOT);
    }

    /**
     * How many of some equal shares fit into what is free; others need the rest.
     *
     * @param wanted the result is not greater; where it is not known what is free, it is this
     * @param bytes of one
     */
    static int fitting(int wanted, long bytes, OptionalLong available) {
        return available.stream()
                .mapToInt(free -> (int) Math.min(wanted, free / 4 * 3 / bytes))
                .findFirst()
                .orElse(wanted);
    }

    static void require(Path model, long needed, long free) {
        if (needed > free) {
            throw new CheckpointException(String.format(
                    Locale.ROOT,
                    "%s needs %.2f GiB of memory, and %.2f GiB are free: free some, raise the container's limit, or"
                            + " choose a smaller model",
                    model,
                    needed / GIB,
                    free / GIB));
        }
    }

    static OptionalLong available(Path root) {
        return LongStream.concat(ofTheMachine(root.resolve("proc/meminfo")).stream(), ControlGroups.free(root).stream())
                .min();
    }

    /** What Linux thinks can be had without swapping, in bytes. */
    private static OptionalLong ofTheMachine(Path memoryInfo) {
        try {
            return Files.readAllLines(memoryInfo).stream()
                    .map(AVAILABLE::matcher)
                    .filter(Matcher::matches)
                    .mapToLong(line -> Long.parseLong(line.group(1)) * 1024)
                    .findFirst();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
