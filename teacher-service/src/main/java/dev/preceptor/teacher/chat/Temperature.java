package dev.preceptor.teacher.chat;

/**
 * Sampling temperature of the teacher's attempts. It rises with each attempt at the same failure, as a repeat of an answer that failed is of no use.
 *
 * @param first temperature of the first attempt
 * @param rise increase with each further attempt, up to 1, the greatest value that every service accepts
 */
public record Temperature(double first, double rise) {

    private static final double MAX = 1;

    /** @param number of the attempt, from 1 */
    double of(int number) {
        return Math.max(first, Math.min(MAX, first + rise * (number - 1)));
    }
}
