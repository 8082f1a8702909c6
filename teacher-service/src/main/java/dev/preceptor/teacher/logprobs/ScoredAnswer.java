package dev.preceptor.teacher.logprobs;

import java.util.List;

/**
 * An answer to a chat whose tokens a teacher scores, in place of writing one.
 *
 * @param tokens the token ids of the answer, which are the teacher's as well as the student's
 * @param width the number of log-probabilities that each token is to have, its own among them
 */
public record ScoredAnswer(List<Integer> tokens, int width) {

    public ScoredAnswer {
        tokens = List.copyOf(tokens);
    }

    /** The token ids as an array. */
    public int[] ids() {
        return tokens.stream().mapToInt(Integer::intValue).toArray();
    }
}
