import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What a process has used, as Linux tells under {@code /proc}. Its children are not counted: the sandbox's programs are no part
 * of the machinery.
 *
 * @param cpuMillis in user and kernel mode
 * @param residentMegabytes now
 * @param peakMegabytes the most that were resident
 */
record ProcessUse(long cpuMillis, long residentMegabytes, long peakMegabytes) {

    // USER_HZ is 100 on every Linux that a JVM runs on.
    private static final long MILLIS_PER_TICK = 10;
    private static final int USER_TIME = 11;
    private static final int SYSTEM_TIME = 12;

    static ProcessUse of(ProcessHandle process) throws IOException {
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        // The fields after the name, which may hold blanks: see proc(5).
        String stat = Files.readString(proc.resolve("stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
        String status = Files.readString(proc.resolve("status"));
        return new ProcessUse(ticks * MILLIS_PER_TICK, megabytes(status, "VmRSS"), megabytes(status, "VmHWM"));
    }

    /** The CPU time of the threads that live, by the first 15 characters of their names without a number at the end. */
    static Map<String, Long> threadMillis(ProcessHandle process) throws IOException {
        Map<String, Long> millis = new TreeMap<>();
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(process.pid()), "task"))) {
            for (Path thread : threads.toList()) {
                List<String> stat = lines(thread.resolve("stat"));
                if (!stat.isEmpty()) {
                    String line = stat.get(0);
                    int nameEnd = line.lastIndexOf(')');
                    String[] fields = line.substring(nameEnd + 2).split(" ");
                    long ticks = Long.parseLong(fields[USER_TIME]) + Long.parseLong(fields[SYSTEM_TIME]);
                    String name = line.substring(line.indexOf('(') + 1, nameEnd);
                    millis.merge(name.replaceAll("[-_# ]*[0-9]*$", ""), ticks * MILLIS_PER_TICK, Long::sum);
                }
            }
        }
        return millis;
    }

    /** None where the thread has ended. */
    private static List<String> lines(Path stat) {
        try {
            return Files.readAllLines(stat);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static long megabytes(String status, String field) {
        return status.lines()
                .filter(line -> line.startsWith(field + ":"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElse(0);
    }
}
