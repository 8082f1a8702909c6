package dev.preceptor.teacher.budget;

/**
 * The two ids of an answer in the log.
 *
 * @param exact by the words of the request; earlier versions wrote no other
 * @param shared the same for requests that may share an answer, as they differ only in how the same programs are written
 */
public record CallIds(String exact, String shared) {}
