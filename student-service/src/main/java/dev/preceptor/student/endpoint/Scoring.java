package dev.preceptor.student.endpoint;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.TokenScores;
import dev.preceptor.languagemodel.generation.Completion;
import dev.preceptor.languagemodel.generation.FinishReason;
import java.util.Arrays;

/** Computes the log-probabilities that a request asks for. Prompts are read in one pass, without the cache of generation. */
final class Scoring {

    private final CompletionRequest request;
    private final LanguageModel model;
    private final ScoreBodies bodies;

    Scoring(CompletionRequest request, LanguageModel model) {
        this.request = request;
        this.model = model;
        this.bodies = new ScoreBodies(model.tokenizer(), request.scores());
    }

    /**
     * A scored prompt.
     *
     * @param body the field {@code prompt_logprobs}
     * @param next the likeliest token after the prompt
     */
    record ScoredPrompt(JsonNode body, int next) {}

    ScoredPrompt prompt(int[] ids) {
        int width = request.scores().prompt();
        int first = Math.max(1, request.scores().promptStart());
        if (first > ids.length) {
            throw ApiException.invalid(
                    "logprob_start_len",
                    "logprob_start_len is %d, and the prompt has %d tokens".formatted(first, ids.length));
        }
        // The next token needs one column more where none is requested.
        TokenScores scores = model.score(ids, first, Math.max(1, width));
        int next = scores.ids()[(scores.rows() - 1) * scores.width()];
        return new ScoredPrompt(bodies.prompt(ids, width == 0 ? withoutLikeliest(scores) : scores), next);
    }

    private static TokenScores withoutLikeliest(TokenScores scores) {
        return new TokenScores(scores.first(), 0, new int[0], new float[0], scores.own(), scores.ranks());
    }

    /** The completion of a single token. An end token has no text. */
    Completion completion(int[] prompt, int token) {
        boolean ends = model.configuration().endIds().contains(token);
        int[] ids = ends ? new int[0] : new int[] {token};
        return new Completion(
                ids,
                model.tokenizer().decodeAfter(prompt, ids),
                ends ? FinishReason.STOP : FinishReason.LENGTH,
                prompt.length,
                1,
                ends ? token : null);
    }

    /** @param scored null if the request does not ask for the prompt's log-probabilities */
    ChoiceScores choice(int[] prompt, ScoredPrompt scored, Completion completion) {
        return new ChoiceScores(
                prompt,
                completion.idsWithStopToken(),
                scored == null ? null : scored.body(),
                request.scores().generated() == null ? null : generated(prompt, completion.ids()));
    }

    private JsonNode generated(int[] prompt, int[] generated) {
        int[] ids = Arrays.copyOf(prompt, prompt.length + generated.length);
        System.arraycopy(generated, 0, ids, prompt.length, generated.length);
        TokenScores scores = model.score(ids, prompt.length, request.scores().generated());
        return request.chat() ? bodies.chat(generated, scores) : bodies.completion(generated, scores);
    }
}
