package dev.preceptor.student.context;

import dev.preceptor.contracts.task.StudentPrompt;
import dev.preceptor.contracts.task.Task;
import dev.preceptor.languagemodel.tokenizer.PromptFormat;
import dev.preceptor.languagemodel.tokenizer.Tokenizer;
import java.util.List;
import java.util.Optional;

/** Formats the prompts of tasks as a student gets them, and compares their lengths with the student's context. */
public record PromptCheck(Tokenizer tokenizer, PromptFormat format, ContextLimit limit) {

    /**
     * The problem of the longest prompt, in words; empty if all prompts and their answers fit.
     *
     * @param setting the name of the setting that limits the answers, such as {@code practice.maxTokens}
     * @param maxTokens its value
     * @throws dev.preceptor.languagemodel.tokenizer.ChatTemplateException if the model cannot be prompted so
     */
    public Optional<String> problem(List<Task> tasks, String setting, int maxTokens) {
        int tooLong = 0;
        int longest = 0;
        String task = null;
        for (Task each : tasks) {
            int tokens = tokens(each);
            tooLong += tokens + maxTokens > limit.tokens() ? 1 : 0;
            if (tokens > longest) {
                longest = tokens;
                task = each.id();
            }
        }
        if (tooLong == 0) {
            return Optional.empty();
        }
        String advice = longest < limit.tokens()
                ? "set " + setting + " to at most " + (limit.tokens() - longest) + ", or leave the task out"
                : "leave the task out";
        return Optional.of(
                "the prompt of the task %s has %d tokens, and %s is %d: together more than the %d tokens that the student's context has (%s); %s%s"
                        .formatted(
                                task,
                                longest,
                                setting,
                                maxTokens,
                                limit.tokens(),
                                limit.reason(),
                                advice,
                                tooLong == 1 ? "" : "; " + tooLong + " of " + tasks.size() + " tasks do not fit"));
    }

    private int tokens(Task task) {
        StudentPrompt prompt = StudentPrompt.forTask(task);
        return format.prompt(tokenizer, prompt.asMessage(), prompt.asText()).ids().length;
    }
}
