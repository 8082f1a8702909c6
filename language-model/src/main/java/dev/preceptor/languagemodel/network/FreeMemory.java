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

/** Checks before loading whether the memory suffices: the process ends if native memory runs out. */
public final class FreeMemory {

    private static final Path ROOT = Path.of("/");
    private static final Pattern AVAILABLE = Pattern.compile("MemAvailable:\\s+(\\d+) kB");
    private static final double GIB = 1L << 30;

    private FreeMemory() {}

    /**
     * Throws an exception if a model does not fit into memory. Does nothing if the free memory is unknown.
     *
     * @param model the model, for the message
     * @param needed the memory that it needs, in bytes
     * @throws CheckpointException if the model does not fit; the message names the model, the needed and the free memory
     */
    public static void require(Path model, long needed) {
        require(model, needed, available());
    }

    /** Does the same as {@link #require(Path, long)} for the free memory of a device. */
    public static void require(Path model, long needed, OptionalLong available) {
        available.ifPresent(free -> require(model, needed, free));
    }

    /** Returns the memory that is available without swapping and within the limit of a container, in bytes, or empty if unknown. */
    public static OptionalLong available() {
        return available(ROOT);
    }

    /**
     * Returns how many items of equal size fit into three quarters of the free memory. The rest is left for other purposes.
     *
     * @param max the maximum result, and the result if the free memory is unknown
     * @param bytes the size of one item
     */
    static int countThatFits(int max, long bytes, OptionalLong available) {
        return available.stream()
                .mapToInt(free -> (int) Math.min(max, free / 4 * 3 / bytes))
                .findFirst()
                .orElse(max);
    }

    static void require(Path model, long needed, long free) {
        if (needed > free) {
            throw new CheckpointException(String.format(
                    Locale.ROOT,
                    "%s needs %.2f GiB of memory, but %.2f GiB are free: free some, raise the container's limit, or"
                            + " choose a smaller model",
                    model,
                    needed / GIB,
                    free / GIB));
        }
    }

    static OptionalLong available(Path root) {
        return LongStream.concat(ofMachine(root.resolve("proc/meminfo")).stream(), CgroupMemory.free(root).stream())
                .min();
    }

    /** Returns Linux's estimate of the memory available without swapping, in bytes. */
    private static OptionalLong ofMachine(Path memoryInfo) {
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
