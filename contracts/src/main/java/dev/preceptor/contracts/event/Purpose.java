package dev.preceptor.contracts.event;

/** Why a task is assigned: as practice, to find failures to teach, or as an exam, to measure the student. */
public enum Purpose {
    PRACTICE,
    EXAM
}
