package dev.preceptor.stage.stream;

import dev.preceptor.contracts.RecordLimit;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * The limits of a processor of runs.
 *
 * @param window of tasks in flight, for each run or exam
 * @param storePatience how long the artifact store is tried before what needs it is held
 * @param storeRetries runs what is tried again of the artifact store, beside the threads of the topology
 * @param records the largest record that the topics take
 */
public record ProcessingLimits(Window window, Duration storePatience, Executor storeRetries, RecordLimit records) {}
