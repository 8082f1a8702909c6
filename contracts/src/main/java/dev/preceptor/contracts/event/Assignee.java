package dev.preceptor.contracts.event;

/** Who writes the program. */
public enum Assignee {
    STUDENT,
    TEACHER
}
