package dev.preceptor.run.stream;

import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.lesson.SampleAddress;

/** What a dead letter takes from a run. */
sealed interface Loss {

    /** A sample of a practice task. */
    record OfSample(SampleAddress address, String reason) implements Loss {}

    /** More than one sample. */
    record OfRun(RunEvent event) implements Loss {}
}
