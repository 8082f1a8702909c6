package dev.preceptor.run.stream;

import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.lesson.SampleAddress;

/** What a run loses by a dead letter. */
sealed interface LostWork {

    /** A sample of a practice task. */
    record OfSample(SampleAddress address, String reason) implements LostWork {}

    /** More than one sample. */
    record OfRun(RunEvent event) implements LostWork {}
}
