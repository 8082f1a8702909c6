package dev.preceptor.student.rollout;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;

/** Reads a program's output in a thread of its own, so that the program never waits for it, and keeps the last lines. */
final class LastLines {

    private static final int MAX_LENGTH = 300;

    private final ArrayDeque<String> last = new ArrayDeque<>();
    private final int count;
    private final Thread thread;

    LastLines(InputStream output, int count) {
        this.count = count;
        this.thread = new Thread(() -> read(output), "rollout-command");
        thread.setDaemon(true);
        thread.start();
    }

    private void read(InputStream output) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(output, StandardCharsets.UTF_8))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                add(line);
            }
        } catch (IOException e) {
            // The program was killed.
        }
    }

    private synchronized void add(String line) {
        if (line.isBlank()) {
            return;
        }
        last.add(line.length() <= MAX_LENGTH ? line : line.substring(0, MAX_LENGTH) + "...");
        if (last.size() > count) {
            last.remove();
        }
    }

    /** @param patience how long to wait for the end of the output, which a child of the program may keep open */
    List<String> lines(Duration patience) {
        try {
            thread.join(patience.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            return List.copyOf(last);
        }
    }
}
