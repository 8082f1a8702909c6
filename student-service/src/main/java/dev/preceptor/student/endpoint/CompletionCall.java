package dev.preceptor.student.endpoint;

import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.generation.Completion;
import dev.preceptor.languagemodel.generation.GenerationRequest;
import dev.preceptor.languagemodel.generation.Generator;
import dev.preceptor.student.djl.LoadedModels;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.IntConsumer;

/**
 * One request from start to end. Its sequences are submitted from a worker thread, generated in one batch with those of other
 * requests, and passed to the reply on the connection's event loop. The model is leased until the reply has everything.
 */
final class CompletionCall {

    private final CompletionRequest request;
    private final Reply reply;
    private final Context eventLoop;
    private final Runnable ended;
    /** Computes log-probabilities, one request at a time. */
    private final Executor scorer;

    private final List<CompletableFuture<Completion>> sequences = new ArrayList<>();
    private final Completion[] completions;
    private final ChoiceScores[] scores;
    /** Whether the lease, or its failure, has arrived; a call that was cancelled before ignores it. */
    private boolean begun;

    private boolean cancelled;
    /** Number of completed sequences. Used on the event loop only, as is {@link #problem}. */
    private int completed;

    private ApiException problem;

    /**
     * @param scorer computes log-probabilities
     * @param ended run when the call has ended
     */
    CompletionCall(CompletionRequest request, Reply reply, Context eventLoop, Executor scorer, Runnable ended) {
        this.request = request;
        this.reply = reply;
        this.eventLoop = eventLoop;
        this.scorer = scorer;
        this.ended = ended;
        this.completions = new Completion[request.choices()];
        this.scores = new ChoiceScores[request.scores().any() ? request.choices() : 0];
    }

    /**
     * Starts the call. Called on a worker thread, as finding a model reads a folder; continues on one once the model is loaded, as
     * tokenizing a prompt takes time. No thread waits for the model.
     */
    void start(ServedModels models, Executor workers) {
        try {
            models.lease(request.model()).whenCompleteAsync(this::leased, workers);
        } catch (RuntimeException e) {
            leased(null, e);
        }
    }

    private void leased(LoadedModels.Lease lease, Throwable failure) {
        synchronized (sequences) {
            if (cancelled) {
                // The call has ended.
                if (lease != null) {
                    lease.close();
                }
                return;
            }
            begun = true;
        }
        if (failure != null) {
            refuse(null, failure instanceof CompletionException ? failure.getCause() : failure);
            return;
        }
        try {
            List<int[]> prompts = encoded(lease);
            if (request.scores().prompt() == null) {
                submit(lease, prompts, List.of());
            } else {
                scorer.execute(() -> scorePrompts(lease, prompts));
            }
        } catch (RuntimeException e) {
            refuse(lease, e);
        }
    }

    private void scorePrompts(LoadedModels.Lease lease, List<int[]> prompts) {
        try {
            Scoring scoring = new Scoring(request, lease.model());
            List<Scoring.ScoredPrompt> scored = new ArrayList<>();
            for (int[] prompt : prompts) {
                requireClient();
                scored.add(scoring.prompt(prompt));
            }
            if (request.generatesTheLikeliestToken()) {
                for (int choice = 0; choice < completions.length; choice++) {
                    int[] prompt = prompts.get(choice / request.generation().n());
                    int next = scored.get(choice / request.generation().n()).next();
                    generated(lease, choice, prompt, scored, scoring.completion(prompt, next), null);
                }
            } else {
                submit(lease, prompts, scored);
            }
        } catch (RuntimeException e) {
            refuse(lease, e);
        }
    }

    private void requireClient() {
        synchronized (sequences) {
            if (cancelled) {
                throw ApiException.failed("the client has gone");
            }
        }
    }

    /** Cancels the generation and the wait for a model, as the client has closed the connection. */
    void cancel() {
        boolean ends;
        synchronized (sequences) {
            ends = !begun && !cancelled;
            cancelled = true;
            sequences.forEach(sequence -> sequence.cancel(true));
        }
        if (ends) {
            refuse(null, ApiException.failed("the client has gone"));
        }
    }

    private List<int[]> encoded(LoadedModels.Lease lease) {
        String parameter = request.chat() ? "messages" : "prompt";
        int capacity = lease.generator().capacity();
        int vocabulary = lease.model().configuration().vocabularySize();
        List<int[]> prompts = new ArrayList<>();
        for (Prompt prompt : request.prompts()) {
            int[] ids = prompt.encode(lease.model().tokenizer());
            if (ids.length == 0) {
                throw ApiException.invalid(parameter, parameter + " must be of at least one token");
            }
            if (ids.length >= capacity) {
                throw ApiException.tooLong(
                        parameter,
                        "the prompt has %d tokens; prompt and answer together may have %d here"
                                .formatted(ids.length, capacity));
            }
            if (Arrays.stream(ids).anyMatch(id -> id < 0 || id >= vocabulary)) {
                throw ApiException.invalid(
                        parameter, "a token of the prompt is not in the model's vocabulary of " + vocabulary);
            }
            prompts.add(ids);
        }
        return prompts;
    }

    /** @param scored the scored prompts; empty if their log-probabilities were not requested */
    private void submit(LoadedModels.Lease lease, List<int[]> prompts, List<Scoring.ScoredPrompt> scored) {
        LanguageModel model = lease.model();
        Generator generator = lease.generator();
        Set<Integer> ends = Set.copyOf(model.configuration().endIds());
        List<CompletableFuture<Completion>> submitted = new ArrayList<>();
        try {
            for (int choice = 0; choice < request.choices(); choice++) {
                int index = choice;
                int[] prompt = prompts.get(choice / request.generation().n());
                GenerationRequest sequence = new GenerationRequest(
                        prompt,
                        request.generation().sampling(),
                        request.generation().maxTokens(),
                        request.seedOf(choice),
                        ends,
                        request.generation().stop());
                IntConsumer listener = request.stream()
                        ? token -> eventLoop.runOnContext(done -> emit(model, prompt, index, token))
                        : token -> {};
                submitted.add(generator.submit(sequence, listener));
            }
        } catch (RuntimeException e) {
            submitted.forEach(sequence -> sequence.cancel(true));
            throw e;
        }
        for (int choice = 0; choice < submitted.size(); choice++) {
            int index = choice;
            int[] prompt = prompts.get(choice / request.generation().n());
            submitted
                    .get(choice)
                    .whenComplete(
                            (completion, failure) -> generated(lease, index, prompt, scored, completion, failure));
        }
        synchronized (sequences) {
            sequences.addAll(submitted);
            if (cancelled) {
                sequences.forEach(sequence -> sequence.cancel(true));
            }
        }
    }

    /** Passes a choice on, after the scores of its tokens are known. */
    private void generated(
            LoadedModels.Lease lease,
            int choice,
            int[] prompt,
            List<Scoring.ScoredPrompt> scored,
            Completion completion,
            Throwable failure) {
        if (failure != null || !request.scores().any()) {
            eventLoop.runOnContext(done -> completed(lease, choice, completion, failure));
            return;
        }
        scorer.execute(() -> {
            Throwable problemOfScores = null;
            try {
                Scoring.ScoredPrompt ofPrompt = scored.isEmpty()
                        ? null
                        : scored.get(choice / request.generation().n());
                scores[choice] = new Scoring(request, lease.model()).choice(prompt, ofPrompt, completion);
            } catch (RuntimeException e) {
                problemOfScores = e;
            }
            Throwable end = problemOfScores;
            eventLoop.runOnContext(done -> completed(lease, choice, completion, end));
        });
    }

    private void emit(LanguageModel model, int[] prompt, int choice, int token) {
        // After the last completion the model may be unloaded; a step that was running may still have made a token.
        if (completed < completions.length && problem == null) {
            reply.token(model.tokenizer(), prompt, choice, token);
        }
    }

    private void completed(LoadedModels.Lease lease, int choice, Completion completion, Throwable failure) {
        completed++;
        completions[choice] = completion;
        if (failure != null && problem == null) {
            problem = ApiException.failed("the generation ended early: " + failure.getMessage());
            reply.failed(problem);
            cancel();
        } else if (problem == null) {
            reply.completed(choice, completion);
        }
        if (completed == completions.length) {
            if (problem == null) {
                reply.finished(List.of(completions), List.of(scores));
            }
            lease.close();
            ended.run();
        }
    }

    private void refuse(LoadedModels.Lease lease, Throwable failure) {
        ApiException refusal = failure instanceof ApiException problem
                ? problem
                : ApiException.failed("the request could not be begun: " + failure.getMessage());
        eventLoop.runOnContext(done -> {
            problem = refusal;
            reply.failed(refusal);
            if (lease != null) {
                lease.close();
            }
            ended.run();
        });
    }
}
