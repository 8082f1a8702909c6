package dev.preceptor.trainer.engine;

/**
 * Consecutive tokens that an answer and a completion have in common.
 *
 * @param answer the first of them in the answer, from 0
 * @param completion the first of them in the completion, from 0
 * @param length their number
 */
record TokenRun(int answer, int completion, int length) {

    /**
     * The longest run; of several, the one that ends last in the answer. Its length is 0 if there is none.
     *
     * @param answer tokens
     * @param completion tokens
     */
    static TokenRun longest(int[] answer, int[] completion) {
        TokenRun longest = new TokenRun(0, 0, 0);
        // lengths[j + 1]: of the run that ends at the answer's current token and the completion's token j.
        int[] lengths = new int[completion.length + 1];
        for (int i = 0; i < answer.length; i++) {
            for (int j = completion.length - 1; j >= 0; j--) {
                int length = answer[i] == completion[j] ? lengths[j] + 1 : 0;
                lengths[j + 1] = length;
                if (length > 0 && length >= longest.length()) {
                    longest = new TokenRun(i - length + 1, j - length + 1, length);
                }
            }
        }
        return longest;
    }
}
