package dev.preceptor.trainer;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import dev.preceptor.trainer.engine.TrainingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The work folders of jobs on this machine, one per job.
 *
 * @param root created for the first job
 */
record WorkDirectory(Path root) {

    private static final Logger LOG = Logger.getLogger(WorkDirectory.class);
    private static final String LOCK = ".lock";

    /** The work folder of a job: its saved states, and all its files until it is done. */
    Path folder(String jobId) {
        return root.resolve(jobId);
    }

    Path lock(String jobId) {
        return root.resolve(jobId + LOCK);
    }

    /** Deletes the folders of jobs that are done, such as by a trainer on another machine. */
    void clear(Predicate<String> done) {
        for (String jobId : jobs()) {
            if (done.test(jobId)) {
                delete(folder(jobId));
                delete(lock(jobId));
            }
        }
    }

    /** Deletes a folder or file. A failure, such as when another process deletes it too, is only logged. */
    static void delete(Path path) {
        try {
            TensorFolder.delete(path);
        } catch (CheckpointException e) {
            LOG.warnf("left over, and deleted when the next job comes: %s", e.getMessage());
        }
    }

    private List<String> jobs() {
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(root)) {
            return entries.map(entry -> entry.getFileName().toString())
                    .filter(name -> name.endsWith(LOCK))
                    .map(name -> name.substring(0, name.length() - LOCK.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new TrainingException("cannot read " + root + ": " + e.getMessage(), e);
        }
    }
}
