package dev.preceptor.student.rollout;

import dev.preceptor.contracts.event.Run;
import java.util.List;
import java.util.Set;

/** Reads the runs with these ids, each as it was last written. Runs that are not known are left out. */
@FunctionalInterface
interface RunReader {

    /** @throws RuntimeException if they cannot be read now */
    List<Run> read(Set<String> ids);
}
