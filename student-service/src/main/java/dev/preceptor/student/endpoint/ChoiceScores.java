package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a response says about the tokens of a choice. All but the ids are null if they were not requested.
 *
 * @param promptIds the tokens of the prompt
 * @param ids the generated tokens
 * @param promptLogProbabilities the field {@code prompt_logprobs}
 * @param logProbabilities the field {@code logprobs}
 */
record ChoiceScores(int[] promptIds, int[] ids, JsonNode promptLogProbabilities, JsonNode logProbabilities) {}
