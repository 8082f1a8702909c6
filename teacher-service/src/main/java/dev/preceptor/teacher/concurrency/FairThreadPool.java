package dev.preceptor.teacher.concurrency;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A worker pool that runs share fairly. A run may use as many threads as are free, so a run whose endpoint hangs leaves half of them
 * to others. Each run may use {@value #MIN_PER_RUN} threads whatever the others use. Tasks beyond a run's share wait without a thread,
 * and delay only the same run.
 */
public final class FairThreadPool {

    private static final int MIN_PER_RUN = 4;

    private final int size;
    private final ExecutorService threads;
    private final Map<String, RunQueue> queues = new LinkedHashMap<>();
    private int busy;

    /** @param size number of threads; more are used where runs need them for their minimum */
    public FairThreadPool(int size) {
        this.size = size;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "teacher-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(FairThreadPool.class.getClassLoader());
            return thread;
        });
    }

    /** Executes a run's task as soon as its share allows; the tasks of one run start in the order of submission. */
    public synchronized void submit(String runId, Runnable task) {
        queues.computeIfAbsent(runId, RunQueue::new).waiting.add(task);
        startTasks();
    }

    private void startTasks() {
        for (RunQueue next = next(); next != null; next = next()) {
            RunQueue queue = next;
            Runnable task = queue.waiting.remove();
            queue.running++;
            busy++;
            threads.execute(() -> {
                try {
                    task.run();
                } finally {
                    ended(queue);
                }
            });
        }
    }

    /** Of the runs with waiting tasks and share left, the one that uses the fewest threads; null where there is none. */
    private RunQueue next() {
        RunQueue fewest = null;
        for (RunQueue queue : queues.values()) {
            boolean allowed = queue.running < Math.max(MIN_PER_RUN, size - busy);
            if (allowed && !queue.waiting.isEmpty() && (fewest == null || queue.running < fewest.running)) {
                fewest = queue;
            }
        }
        return fewest;
    }

    private synchronized void ended(RunQueue queue) {
        queue.running--;
        busy--;
        if (queue.running == 0 && queue.waiting.isEmpty()) {
            queues.remove(queue.runId);
        }
        startTasks();
    }

    /** The tasks of one run. */
    private static final class RunQueue {
        private final String runId;
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private int running;

        private RunQueue(String runId) {
            this.runId = runId;
        }
    }
}
