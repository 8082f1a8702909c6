package dev.preceptor.trainer;

import dev.preceptor.artifactstore.ArtifactException;
import dev.preceptor.artifactstore.ArtifactStore;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * Copies a job's saved states to the artifact store while the training goes on, one at a time: what is saved meanwhile is
 * passed over, and the newest after it is the next. A copy that fails is told of and costs nothing but the steps that another
 * machine would have to do again.
 */
final class StateCopies implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(StateCopies.class);

    private final ArtifactStore artifacts;
    private final String jobId;
    private final Path passing;
    private final Duration every;
    private final ExecutorService copying;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean doneElsewhere;
    private long lastNanos;
    private boolean any;

    /**
     * @param passing a folder of this machine, on the disk of the states
     * @param every the least time between the beginnings of two copies
     */
    StateCopies(ArtifactStore artifacts, String jobId, Path passing, Duration every) {
        this.artifacts = artifacts;
        this.jobId = jobId;
        this.passing = passing;
        this.every = every;
        this.copying = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "trainer-state-copies");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Whether another trainer, which was given the job while this one was taken for dead, has done it. */
    boolean isDoneElsewhere() {
        return doneElsewhere;
    }

    /**
     * A state was saved; called by the thread that trains.
     *
     * @param state a folder that its owner deletes at any time after this call
     */
    void offer(Path state) {
        if (any && System.nanoTime() - lastNanos < every.toNanos() || !busy.compareAndSet(false, true)) {
            return;
        }
        any = true;
        lastNanos = System.nanoTime();
        try {
            TensorFolder.delete(passing);
            Path own = linked(state);
            copying.execute(() -> copy(own));
        } catch (IOException | RuntimeException e) {
            busy.set(false);
            LOG.warnf("the state of the job %s cannot be copied: %s", jobId, e.getMessage());
        }
    }

    /** The same files under a name that only we delete. */
    private Path linked(Path state) throws IOException {
        Path own = Files.createDirectories(passing.resolve(state.getFileName()));
        List<Path> files;
        try (Stream<Path> found = Files.list(state)) {
            files = found.toList();
        }
        for (Path file : files) {
            Path link = own.resolve(file.getFileName());
            try {
                Files.createLink(link, file);
            } catch (IOException | UnsupportedOperationException e) {
                Files.copy(file, link);
            }
        }
        return own;
    }

    private void copy(Path own) {
        try {
            if (artifacts.recordOf(jobId).isPresent()) {
                doneElsewhere = true;
            } else {
                artifacts.states().save(jobId, own);
                LOG.debugf("%s of the job %s lies in the artifact store", own.getFileName(), jobId);
            }
        } catch (ArtifactException e) {
            if (copying.isShutdown()) {
                return;
            }
            LOG.warnf(
                    "the state of the job %s is not in the artifact store; the next one is tried: %s",
                    jobId, e.getMessage());
        } finally {
            busy.set(false);
        }
    }

    /** Returns when nothing is copied any more; a copy in progress is given up. */
    @Override
    public void close() {
        copying.shutdownNow();
        try {
            if (!copying.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warnf("the state of the job %s is still being copied", jobId);
            }
            WorkDirectory.delete(passing);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
