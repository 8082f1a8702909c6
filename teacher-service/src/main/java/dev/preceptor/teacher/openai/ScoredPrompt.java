package dev.preceptor.teacher.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.preceptor.teacher.logprobs.ScoredAnswer;

/**
 * A prompt whose end is the answer that is scored.
 *
 * @param chat the tokens of the teacher's chat, up to where the answer begins
 */
record ScoredPrompt(int[] chat, ScoredAnswer answer) {

    /** The number of tokens. */
    int length() {
        return chat.length + answer.tokens().size();
    }

    /** The number of log-probabilities that each token of the answer is to have. */
    int width() {
        return answer.width();
    }

    /** Adds the token ids to an array. */
    void addTo(ArrayNode tokens) {
        for (int token : chat) {
            tokens.add(token);
        }
        answer.tokens().forEach(tokens::add);
    }
}
