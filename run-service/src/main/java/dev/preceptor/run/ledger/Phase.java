package dev.preceptor.run.ledger;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** What a run does in its current round, or before the first one. */
enum Phase {
    /** Before the first round: the teacher generates the practice tasks. */
    GENERATING,
    PRACTISING,
    TRAINING,
    /** The round's checkpoint exists. Whether another round follows may depend on its exam. */
    TRAINED,
    /** No further round follows; the exams that are still open end the run. */
    EXAMINING,
    /** A phase that a newer version wrote: this version does nothing in it. */
    @JsonEnumDefaultValue
    UNKNOWN
}
