package dev.preceptor.contracts.event;

/** Who is to write the program. */
public enum Assignee {
    STUDENT,
    TEACHER
}
