package dev.preceptor.run.stream;

import dev.preceptor.contracts.RecordLimit;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What a run's processing keeps within.
 *
 * @param window how many practice tasks of a run are in flight at most
 * @param storePatience how long the artifact store is tried before a run is held
 * @param storeTries runs what is tried again of the artifact store
 * @param records what the topics take
 * @param deletedAtATime how many entries of a deleted run go in one step
 */
record Bounds(int window, Duration storePatience, Executor storeTries, RecordLimit records, int deletedAtATime) {}
