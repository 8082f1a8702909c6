package dev.preceptor.eval.exam;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.preceptor.contracts.event.TaskScore;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * One task in an exam.
 *
 * @param steps judgements that each sample ends with: one for its first answer and one for each refine step
 * @param answers by sample, the judgements so far, by step; an answer that needs no refinement is its sample's answer in all
 *     later steps too
 * @param showsTests whether it has public tests to refine an answer by
 */
public record TaskExam(String taskId, int steps, List<List<Judgement>> answers, boolean showsTests) {

    /** A task that was just assigned. */
    public static TaskExam open(String taskId, int samples, int refineSteps) {
        return new TaskExam(taskId, refineSteps + 1, Collections.nCopies(samples, List.of()), true);
    }

    /** The task after an answer; the same task where the answer was counted before or was never assigned. */
    public TaskExam with(AnswerJudged answer) {
        if (!awaits(answer.sample(), answer.step())) {
            return this;
        }
        int last = answer.toMend() == null ? steps - 1 : answer.step();
        return with(answer.sample(), answer.judgement(), last).showing(answer.showsTests());
    }

    /** Whether this answer of a sample is still to come. */
    public boolean awaits(int sample, int step) {
        return sample >= 0
                && sample < answers.size()
                && step == answers.get(sample).size()
                && step < steps;
    }

    /** Whether the sample gets another refine step after this answer. */
    public boolean asksAgain(AnswerJudged answer) {
        return answer.toMend() != null && answer.step() + 1 < steps;
    }

    /** The task with every open sample lost. */
    public TaskExam faulted() {
        TaskExam task = this;
        for (int sample = 0; sample < answers.size(); sample++) {
            task = task.with(sample, Judgement.FAULTED, steps - 1);
        }
        return task;
    }

    /** Whether each sample has its last judgement. */
    @JsonIgnore
    public boolean ended() {
        return answers.stream().allMatch(sample -> sample.size() == steps);
    }

    /** The score after so many refine steps, of a task that has ended. */
    public TaskScore score(int refineStep) {
        int passed = count(refineStep, Judgement.PASSED);
        int faulted = count(refineStep, Judgement.FAULTED);
        return new TaskScore(taskId, answers.size() - faulted, passed, faulted);
    }

    /** Failed samples that got no refine step up to this one, as there is no public test to show. */
    public int unrefined(int refineStep) {
        return refineStep == 0 || showsTests ? 0 : count(refineStep, Judgement.FAILED);
    }

    private TaskExam showing(boolean tests) {
        return new TaskExam(taskId, steps, answers, tests);
    }

    private int count(int step, Judgement judgement) {
        return (int)
                answers.stream().filter(sample -> sample.get(step) == judgement).count();
    }

    private TaskExam with(int sample, Judgement judgement, int lastStep) {
        List<Judgement> judged = new ArrayList<>(answers.get(sample));
        while (judged.size() <= lastStep) {
            judged.add(judgement);
        }
        List<List<Judgement>> all = new ArrayList<>(answers);
        all.set(sample, List.copyOf(judged));
        return new TaskExam(taskId, steps, Collections.unmodifiableList(all), showsTests);
    }
}
