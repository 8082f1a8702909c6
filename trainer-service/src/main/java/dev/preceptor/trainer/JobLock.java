package dev.preceptor.trainer;

import dev.preceptor.stage.shutdown.ShutdownSignal;
import dev.preceptor.stage.shutdown.ShuttingDownException;
import dev.preceptor.trainer.engine.TrainingException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.jboss.logging.Logger;

/**
 * A file lock on a job's work folder, among the trainers of one machine. A trainer that Kafka took for dead may still be training when
 * another one of the machine is assigned the job; the second waits for the first and then finds the job done. The operating
 * system releases the lock however the process ends. Trainers of different machines share no folder and need no lock: see
 * {@link Trainer}.
 */
final class JobLock implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JobLock.class);
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    private final FileChannel channel;

    private JobLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until no other trainer holds the lock, and acquires it.
     *
     * @throws ShuttingDownException if this process shuts down meanwhile
     * @throws TrainingException if the file cannot be locked
     */
    static JobLock acquire(WorkDirectory work, String jobId, ShutdownSignal shutdown) {
        Path file = work.lock(jobId);
        try {
            Files.createDirectories(work.root());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                awaitLock(channel, jobId, shutdown);
            } catch (ShuttingDownException e) {
                channel.close();
                throw e;
            }
            return new JobLock(channel);
        } catch (IOException e) {
            throw new TrainingException(file + " cannot be locked: " + e.getMessage(), e);
        }
    }

    private static void awaitLock(FileChannel channel, String jobId, ShutdownSignal shutdown) throws IOException {
        boolean logged = false;
        while (!tryLock(channel)) {
            if (!logged) {
                LOG.infof("another trainer is still at the job %s: waits for it", jobId);
                logged = true;
            }
            shutdown.sleep(POLL_INTERVAL);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.warnf("the lock of a job could not be released: %s", e.getMessage());
        }
    }
}
