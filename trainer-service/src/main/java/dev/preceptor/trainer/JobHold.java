package dev.preceptor.trainer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * The right to use a job's work folder on this machine. A trainer that was taken for dead may still be at it when another one
 * of the machine is given the job: that one waits, and then finds it done. The operating system takes the right back however
 * the process ends. Trainers of different machines share no folder, and need no such right: see {@link Trainer}.
 */
final class JobHold implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(JobHold.class);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    private final FileChannel channel;

    private JobHold(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until nobody else holds the job.
     *
     * @param stopping ends the waiting
     * @throws TrainingException if the folder cannot be used, or this process stops
     */
    static JobHold of(WorkDirectory work, String jobId, BooleanSupplier stopping) {
        Path file = work.lock(jobId);
        try {
            Files.createDirectories(work.root());
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            boolean said = false;
            while (!locked(channel)) {
                if (!said) {
                    LOG.infof("another trainer is still at the job %s: waits for it", jobId);
                    said = true;
                }
                if (stopping.getAsBoolean()) {
                    channel.close();
                    throw new TrainingException("this process is stopping; the job goes on when one starts again");
                }
                Thread.sleep(LOOK_AGAIN.toMillis());
            }
            return new JobHold(channel);
        } catch (IOException e) {
            throw new TrainingException(file + " cannot be held: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TrainingException("interrupted while another trainer was at the job " + jobId, e);
        }
    }

    private static boolean locked(FileChannel channel) throws IOException {
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
            LOG.warnf("the hold of a job could not be released: %s", e.getMessage());
        }
    }
}
