package dev.preceptor.cli.probe;

import dev.preceptor.contracts.specification.StudentSpecification;
import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.languagemodel.LanguageModel;
import dev.preceptor.languagemodel.LoadOptions;
import dev.preceptor.languagemodel.finetuning.CompletionLoss;
import dev.preceptor.languagemodel.finetuning.TrainingSequence;
import dev.preceptor.languagemodel.tokenizer.PromptFormat;
import dev.preceptor.languagemodel.tokenizer.PromptTokens;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;

/**
 * The student's mean loss per token on programs of its own that passed, without and with what it was shown.
 *
 * @param programs how many
 * @param tokens of these programs
 * @param without the loss in nats, given the prompt of the task alone
 * @param with the loss in nats, given the prompt with manual and feedback
 */
record ContextLoss(int programs, long tokens, double without, double with) {

    /**
     * Computes both losses.
     *
     * @param model the student's weights
     * @param manual the system message that the student was shown; null: none
     * @return null if there is no program, if none fits into the model's context, or if the weights have no chat template for the manual
     */
    static ContextLoss of(Path model, StudentSpecification student, String manual, List<SolvedProgram> solved) {
        if (solved.isEmpty()) {
            return null;
        }
        PromptFormat plain = format(student, student.systemPrompt());
        PromptFormat shown = format(student, manual == null ? student.systemPrompt() : manual);
        int programs = 0;
        long tokens = 0;
        double without = 0;
        double with = 0;
        try (LanguageModel loaded = LanguageModel.load(model, LoadOptions.defaults())) {
            if (manual != null && !loaded.tokenizer().hasChatTemplate()) {
                return null;
            }
            for (SolvedProgram each : solved) {
                TrainingSequence bare = sequence(loaded.tokenizer(), plain, each.plain(), each.program());
                TrainingSequence full = sequence(loaded.tokenizer(), shown, each.shown(), each.program());
                if (Math.max(bare.length(), full.length())
                        <= loaded.configuration().contextLength()) {
                    programs++;
                    tokens += bare.completionIds().length;
                    without += CompletionLoss.negativeLogLikelihood(loaded, bare);
                    with += CompletionLoss.negativeLogLikelihood(loaded, full);
                }
            }
        }
        return programs == 0 ? null : new ContextLoss(programs, tokens, without / tokens, with / tokens);
    }

    private static PromptFormat format(StudentSpecification student, String systemPrompt) {
        return PromptFormat.of(student.prompt(), systemPrompt, student.template(), LocalDate.now(ZoneOffset.UTC));
    }

    private static TrainingSequence sequence(
            Tokenizer tokenizer, PromptFormat format, StudentPrompt prompt, String program) {
        PromptTokens tokens = format.prompt(tokenizer, prompt.asMessage(), prompt.asText());
        int[] answer = tokens.chat()
                ? format.answer(tokenizer, tokens, prompt.asMessage(), StudentPrompt.answerTo(program))
                : tokenizer.encodeCompletion(tokens, prompt.continuation(program));
        int end = tokenizer.endId().orElseThrow();
        int[] ended = Arrays.copyOf(answer, answer.length + 1);
        ended[answer.length] = end;
        return new TrainingSequence(tokens.ids(), ended);
    }
}
