package dev.preceptor.teacher.chat;

/**
 * How freely the teacher answers: a later attempt at the same failure is drawn hotter, since an earlier one led nowhere.
 *
 * @param first of the first attempt
 * @param rise with each further attempt; never above 1, the greatest that every service takes
 */
public record Temperature(double first, double rise) {

    private static final double GREATEST = 1;

    /** @param number which attempt it is, from 1 */
    double of(int number) {
        return Math.max(first, Math.min(GREATEST, first + rise * (number - 1)));
    }
}
