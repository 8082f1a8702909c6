package dev.preceptor.teacher.batch;

/** The outcome of the search for a batch that may have been created. */
sealed interface Search {

    /** The batch exists. */
    record Found(String id) implements Search {}

    /** The provider has no such batch at this time. */
    record Absent() implements Search {}

    /** The provider does not tell yet. */
    record Undecided(String detail) implements Search {}
}
