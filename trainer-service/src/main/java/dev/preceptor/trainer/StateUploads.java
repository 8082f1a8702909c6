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
 * Uploads a job's saved states to the artifact store during the training, one at a time. States that are saved during an upload are
 * skipped. A failed upload is logged and not retried: it costs only the steps that a trainer on another machine would repeat.
 */
final class StateUploads implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(StateUploads.class);

    private final ArtifactStore artifacts;
    private final String jobId;
    private final Path staging;
    private final Duration interval;
    private final ExecutorService uploader;
    private final AtomicBoolean busy = new AtomicBoolean();
    private volatile boolean doneElsewhere;
    private long lastStartNanos;
    private boolean started;

    /**
     * @param staging a folder on the disk of the states
     * @param interval minimum time between the starts of two uploads
     */
    StateUploads(ArtifactStore artifacts, String jobId, Path staging, Duration interval) {
        this.artifacts = artifacts;
        this.jobId = jobId;
        this.staging = staging;
        this.interval = interval;
        this.uploader = Executors.newSingleThreadExecutor(work -> {
            Thread thread = new Thread(work, "trainer-state-copies");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Whether another trainer has finished the job, which Kafka assigned to it as it took this one for dead. */
    boolean isDoneElsewhere() {
        return doneElsewhere;
    }

    /**
     * Uploads a state that was saved, unless an upload is running or too recent. Called by the training thread.
     *
     * @param state a folder that its owner may delete at any time after this call
     */
    void offer(Path state) {
        if (started && System.nanoTime() - lastStartNanos < interval.toNanos() || !busy.compareAndSet(false, true)) {
            return;
        }
        started = true;
        lastStartNanos = System.nanoTime();
        try {
            TensorFolder.delete(staging);
            Path own = link(state);
            uploader.execute(() -> upload(own));
        } catch (IOException | RuntimeException e) {
            busy.set(false);
            LOG.warnf("the state of the job %s cannot be uploaded: %s", jobId, e.getMessage());
        }
    }

    /** Hard links to the state's files (copies where the disk has no links), which only this class deletes. */
    private Path link(Path state) throws IOException {
        Path own = Files.createDirectories(staging.resolve(state.getFileName()));
        List<Path> files;
        try (Stream<Path> found = Files.walk(state)) {
            files = found.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Path link = own.resolve(state.relativize(file));
            Files.createDirectories(link.getParent());
            try {
                Files.createLink(link, file);
            } catch (IOException | UnsupportedOperationException e) {
                Files.copy(file, link);
            }
        }
        return own;
    }

    private void upload(Path own) {
        try {
            if (artifacts.recordOf(jobId).isPresent()) {
                doneElsewhere = true;
            } else {
                artifacts.states().save(jobId, own);
                LOG.debugf("%s of the job %s is in the artifact store", own.getFileName(), jobId);
            }
        } catch (ArtifactException e) {
            if (uploader.isShutdown()) {
                return;
            }
            LOG.warnf(
                    "the state of the job %s is not in the artifact store; the next one is tried: %s",
                    jobId, e.getMessage());
        } finally {
            busy.set(false);
        }
    }

    /** Cancels the upload in progress, and waits for its end. */
    @Override
    public void close() {
        uploader.shutdownNow();
        try {
            if (!uploader.awaitTermination(1, TimeUnit.MINUTES)) {
                LOG.warnf("the state of the job %s is still being uploaded", jobId);
            }
            WorkDirectory.delete(staging);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
