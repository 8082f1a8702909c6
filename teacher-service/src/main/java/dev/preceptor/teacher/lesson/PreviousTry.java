package dev.preceptor.teacher.lesson;

/**
 * An earlier answer of the teacher's that did not help.
 *
 * @param code the program; null where the answer held none
 * @param happened what became of it, in words
 */
public record PreviousTry(String code, String happened) {}
