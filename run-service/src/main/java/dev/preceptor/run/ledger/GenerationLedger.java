package dev.preceptor.run.ledger;

import dev.preceptor.contracts.event.GenerationProgress;

/**
 * What a run knows of the generation of its practice tasks.
 *
 * @param failed whether it failed
 * @param progress null until the generation has reported
 */
record GenerationLedger(boolean failed, GenerationProgress progress) {

    static final GenerationLedger NONE = new GenerationLedger(false, null);

    GenerationLedger withFailed(boolean failure) {
        return new GenerationLedger(failure, progress);
    }

    GenerationLedger withProgress(GenerationProgress reported) {
        return new GenerationLedger(failed, reported == null ? progress : reported);
    }
}
