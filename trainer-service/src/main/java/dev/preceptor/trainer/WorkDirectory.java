package dev.preceptor.trainer;

import dev.preceptor.languagemodel.checkpoint.CheckpointException;
import dev.preceptor.languagemodel.checkpoint.TensorFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/**
 * The folders of this machine in which jobs are worked on, one a job.
 *
 * @param root made when the first job comes
 */
record WorkDirectory(Path root) {

    private static final Logger LOG = Logger.getLogger(WorkDirectory.class);
    private static final String LOCK = ".lock";

    /** Where the states of a job's training lie, and all else that it makes until it is done. */
    Path folder(String jobId) {
        return root.resolve(jobId);
    }

    Path lock(String jobId) {
        return root.resolve(jobId + LOCK);
    }

    /** Deletes what is left of jobs that were done since, by a trainer on another machine. */
    void clear(Predicate<String> done) {
        for (String jobId : jobs()) {
            if (done.test(jobId)) {
                delete(folder(jobId));
                delete(lock(jobId));
            }
        }
    }

    /** What cannot be deleted now, as another process does the same, is no reason to give a job up. */
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
