package dev.preceptor.teacher.sharing;

import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads that runs share. A run may keep as many busy as are free, so that one whose endpoint hangs leaves half of them; and each
 * may have {@value #LEAST} whatever the others hold, so that none waits for another. What exceeds a run's share waits without a
 * thread, and nobody waits behind it but the same run.
 */
public final class SharedThreads {

    private static final int LEAST = 4;

    private final int most;
    private final ExecutorService threads;
    private final Map<String, Share> shares = new LinkedHashMap<>();
    private int busy;

    /** @param most how many threads there are, but for the least that each run may have */
    public SharedThreads(int most) {
        this.most = most;
        AtomicInteger number = new AtomicInteger();
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "teacher-" + number.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(SharedThreads.class.getClassLoader());
            return thread;
        });
    }

    /** Does a run's work as soon as its share allows; work of one run begins in the order in which it came. */
    public synchronized void submit(String runId, Runnable work) {
        shares.computeIfAbsent(runId, Share::new).waiting.add(work);
        begin();
    }

    /** Of the runs that wait and have not used up their share, the one that has the fewest threads is next. */
    private void begin() {
        for (Share next = next(); next != null; next = next()) {
            Share share = next;
            Runnable work = share.waiting.remove();
            share.running++;
            busy++;
            threads.execute(() -> {
                try {
                    work.run();
                } finally {
                    ended(share);
                }
            });
        }
    }

    private Share next() {
        Share least = null;
        for (Share share : shares.values()) {
            boolean allowed = share.running < Math.max(LEAST, most - busy);
            if (allowed && !share.waiting.isEmpty() && (least == null || share.running < least.running)) {
                least = share;
            }
        }
        return least;
    }

    private synchronized void ended(Share share) {
        share.running--;
        busy--;
        if (share.running == 0 && share.waiting.isEmpty()) {
            shares.remove(share.runId);
        }
        begin();
    }

    private static final class Share {
        private final String runId;
        private final Queue<Runnable> waiting = new ArrayDeque<>();
        private int running;

        private Share(String runId) {
            this.runId = runId;
        }
    }
}
