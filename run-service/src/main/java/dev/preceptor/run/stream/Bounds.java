package dev.preceptor.run.stream;

import dev.preceptor.contracts.RecordLimit;
import java.time.Duration;

/**
 * What a run's processing keeps within.
 *
 * @param window how many practice tasks of a run are in flight at most
 * @param storePatience how long the artifact store is tried before a run is held
 * @param records what the topics take
 */
record Bounds(int window, Duration storePatience, RecordLimit records) {}
