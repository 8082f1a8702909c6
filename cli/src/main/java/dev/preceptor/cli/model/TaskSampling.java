package dev.preceptor.cli.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.cli.CommandException;
import dev.preceptor.cli.progress.ProgressMeter;
import dev.preceptor.cli.progress.ProgressView;
import dev.preceptor.cli.terminal.Terminal;
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
import dev.preceptor.languagemodel.tokenizer.ChatMessage;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Solves tasks as a student in a run does, and writes the samples: whole programs, or completions of code prompts.
 *
 * @param tokenIds whether each sample also holds the tokens of prompt and completion
 */
record TaskSampling(
        List<Task> tasks, int samplesPerTask, Sampling sampling, int maxTokens, long seed, boolean tokenIds) {

    private static final int MOST_SLOTS = 32;

    /** What {@code --json} says of the samples. */
    record SamplesReport(int samples, long tokens, double tokensPerSecond) {}

    /** @param file null: the samples go to standard output */
    SamplesReport write(LanguageModel model, Path file, PrintWriter standardOutput, PrintWriter err) {
        if (file == null) {
            return writeTo(standardOutput, model, err);
        }
        try (Writer writer = Files.newBufferedWriter(file)) {
            return writeTo(writer, model, err);
        } catch (IOException e) {
            throw CommandException.badInput("--out " + file + ": cannot be written: its folder must exist", e);
        }
    }

    private SamplesReport writeTo(Writer writer, LanguageModel model, PrintWriter err) {
        boolean answers = model.tokenizer().hasChatTemplate();
        List<int[]> prompts = tasks.stream()
                .map(task -> encoded(StudentPrompt.forTask(task), model.tokenizer()))
                .toList();
        int longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElseThrow();
        int total = tasks.size() * samplesPerTask;
        GeneratorOptions options = GeneratorOptions.defaults()
                .withSlots(Math.min(MOST_SLOTS, total))
                .withCapacity(Math.max(longest + maxTokens, maxTokens));
        ProgressMeter progress = new ProgressMeter(
                ProgressView.on(err, Terminal.of(System.getProperties(), System.getenv()), System::nanoTime),
                "generating",
                total,
                System::nanoTime);
        try (Generator generator = model.newGenerator(options)) {
            long start = System.nanoTime();
            List<CompletableFuture<Completion>> completions = new ArrayList<>(total);
            for (int i = 0; i < total; i++) {
                completions.add(generator.submit(request(prompts.get(i / samplesPerTask), i, model)));
            }
            long tokens = 0;
            for (int i = 0; i < total; i++) {
                Completion completion = Futures.join(completions.set(i, null));
                tokens += completion.generatedTokens();
                ObjectNode sample = sample(tasks.get(i / samplesPerTask), completion.text(), answers);
                if (tokenIds) {
                    sample.putPOJO("prompt_ids", prompts.get(i / samplesPerTask));
                    sample.putPOJO("completion_ids", completion.ids());
                }
                writer.write(line(sample) + "\n");
                // Whoever stops this has the samples that are done.
                writer.flush();
                progress.advance();
            }
            return new SamplesReport(total, tokens, tokens / ((System.nanoTime() - start) / 1e9));
        } catch (IOException e) {
            throw CommandException.failed("the samples cannot be written: " + e.getMessage(), e);
        }
    }

    private static int[] encoded(StudentPrompt prompt, Tokenizer tokenizer) {
        return tokenizer.hasChatTemplate()
                ? tokenizer.encodeChat(List.of(ChatMessage.user(prompt.asMessage())), true)
                : tokenizer.encode(prompt.asText());
    }

    /** Each sample has a seed of its own, which its neighbours do not change. */
    private GenerationRequest request(int[] prompt, int index, LanguageModel model) {
        String taskId = tasks.get(index / samplesPerTask).id();
        return new GenerationRequest(
                prompt,
                sampling,
                maxTokens,
                Ids.seed(Ids.of("sample", seed, taskId, index % samplesPerTask)),
                Set.copyOf(model.configuration().endIds()),
                List.of());
    }

    /** @param answers whether the text answers a message; otherwise it continues the prompt */
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
