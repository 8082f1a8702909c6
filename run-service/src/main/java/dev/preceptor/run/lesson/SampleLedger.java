package dev.preceptor.run.lesson;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.run.ledger.RunEvent;
import dev.preceptor.run.ledger.RunEventSampleEndedBuilder;
import dev.preceptor.run.ledger.UnfundedSample;
import dev.preceptor.run.readmodel.ErrorType;
import dev.preceptor.run.readmodel.LessonState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The state of one sample of a practice task. Each method takes an event and returns the events for the run's ledger. Events may
 * arrive twice and, since they come from several topics, before the events that caused them; neither changes the outcome. Two
 * outcomes are not final: UNFUNDED is open again as soon as an event arrives that was made under a larger budget, and FAULTED is
 * replaced where the lesson ends after all.
 */
@JsonAutoDetect(
        fieldVisibility = JsonAutoDetect.Visibility.ANY,
        getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public final class SampleLedger {

    private static final int LONGEST_REASON = 300;

    private static final Map<Verdict, String> FAILURES = Map.of(
            Verdict.FAILED, "failed",
            Verdict.TIMED_OUT, "timed out",
            Verdict.OUT_OF_MEMORY, "exceeded the memory limit",
            Verdict.CRASHED, "crashed",
            Verdict.REJECTED, "is not a program with that function");

    private SampleAddress address;

    @JsonUnwrapped
    private LessonState lesson = new LessonState();

    private Outcome outcome;
    /** Why nothing was taught so far. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private String reason;

    /** The largest budget under which an event was made; on a ladder with the budgets of the rungs added. */
    private double budgetUsd;

    /** The rungs of the ladder that have answered. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    private final Set<String> askedRungs = new TreeSet<>();

    /** The number of tokens of the attempt that the teacher scored; null before its example has arrived. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private Integer scoredTokens;

    private SampleLedger() {}

    public SampleLedger(SampleAddress address) {
        this.address = address;
    }

    /** The executor judged the attempt, or a refinement of it. */
    public List<RunEvent> judged(TestResult result) {
        seen(result.assignment());
        return result.submission() instanceof Refinement judged
                ? refinementJudged(judged, result)
                : attemptJudged((Attempt) result.submission(), result);
    }

    /** The teacher answered. An answer with code has no effect before it is judged. */
    public List<RunEvent> refined(Refinement answer) {
        Assignment assignment = answer.assignment();
        seen(assignment);
        lesson.refined(answer);
        noteReason(answer);
        List<RunEvent> events = new ArrayList<>(asked(answer));
        events.addAll(
                switch (answer.outcome()) {
                    // A program is to be judged, and the example of a score ends the sample.
                    case ANSWERED, SCORED -> List.of();
                    case NO_CODE, UNCHANGED ->
                        answer.isLast() && !answer.isFollowedByScore() ? untaught(answer) : List.of();
                    case UNFUNDED -> answer.isLast() ? unfunded(answer) : List.of();
                    case NO_SCORE -> hasPassed(answer) ? end(Outcome.SOLVED) : end(Outcome.UNTAUGHT);
                    case FAULTED -> faulted(answer.detail());
                });
        return events;
    }

    /** Whether the attempt that was scored had passed. Without its score it is SOLVED all the same. */
    private static boolean hasPassed(Refinement score) {
        return score.failure().verdict().passed();
    }

    /** Counts the first answer of each rung of the ladder. */
    private List<RunEvent> asked(Refinement answer) {
        boolean first = answer.rung() != null
                && answer.outcome() != RefinementOutcome.UNFUNDED
                && askedRungs.add(answer.rung());
        return first ? List.of(new RunEvent.RungAsked(address.runId(), answer.rung())) : List.of();
    }

    /** No attempt is left. If a rung was skipped for lack of money, a larger budget may still teach the sample. */
    private List<RunEvent> untaught(Refinement last) {
        if (last.skipped().isEmpty()) {
            return end(Outcome.UNTAUGHT);
        }
        String skipped = "The budget did not allow to ask " + String.join(", ", last.skippedRungs()) + ".";
        reason = oneLine(reason == null ? skipped : skipped + " " + reason);
        return unfunded(last);
    }

    /** A pair of the lesson exists; the last pair completes the lesson. The student's own attempt has ended the sample before. */
    public List<RunEvent> taught(TrainingExample example) {
        lesson.taught(example);
        if (example.isOwn()) {
            return List.of();
        }
        if (example.isScored()) {
            scoredTokens = example.tokens().size();
            return endedByScore();
        }
        return lesson.examples() == example.pairs() ? end(Outcome.TAUGHT) : List.of();
    }

    /** A score ends the sample once the verdict on the attempt is known, too: the attempt of a score may have passed. */
    private List<RunEvent> endedByScore() {
        if (scoredTokens == null || lesson.verdict() == null || lesson.verdict() == Verdict.SANDBOX_ERROR) {
            return List.of();
        }
        String example = lesson.exampleId(PairKind.SCORE);
        List<RunEvent> end = end(lesson.verdict().passed() ? Outcome.SOLVED : Outcome.TAUGHT, List.of(example), true);
        if (end.isEmpty()) {
            return end;
        }
        List<RunEvent> events = new ArrayList<>();
        events.add(new RunEvent.SampleScored(address.runId(), address.round(), example, scoredTokens));
        events.addAll(end);
        return events;
    }

    /** An event of the sample could not be processed for a reason of ours. */
    public List<RunEvent> lost(String reason) {
        return faulted(reason);
    }

    /** The lesson for users; empty until the sample has ended. */
    public Optional<Lesson> lesson() {
        return outcome == null
                ? Optional.empty()
                : Optional.of(lesson.lesson(address.taskId(), address.round(), address.sample())
                        .withOutcome(outcome)
                        .withReason(reason(outcome)));
    }

    private List<RunEvent> attemptJudged(Attempt judged, TestResult result) {
        Verdict before = lesson.verdict();
        if (before != null && before != Verdict.SANDBOX_ERROR) {
            return List.of();
        }
        lesson.judged(judged, result);
        Verdict verdict = result.verdict();
        List<RunEvent> events = new ArrayList<>();
        if (before == null) {
            events.add(new RunEvent.SampleJudged(
                    address.runId(),
                    address.round(),
                    address.taskId(),
                    address.sample(),
                    verdict.isTheCodesFault(),
                    ErrorType.of(result)));
        }
        if (verdict == Verdict.SANDBOX_ERROR) {
            events.addAll(faulted(result.detail()));
        } else {
            events.addAll(attemptEnded(result));
        }
        return events;
    }

    /** An attempt ends the sample if it passed, or if no teacher is asked about it. */
    private List<RunEvent> attemptEnded(TestResult result) {
        List<String> own =
                OwnExample.of(result).map(TrainingExample::id).map(List::of).orElse(List.of());
        boolean learned = OwnExample.isTaught(result) && !own.isEmpty();
        boolean isScored = result.assignment().teaching().scores(result.verdict());
        if (result.verdict().passed()) {
            List<RunEvent> events = new ArrayList<>();
            if (!learned) {
                own.forEach(id ->
                        events.add(new RunEvent.SampleKept(address.runId(), address.round(), address.taskId(), id)));
            }
            events.addAll(isScored ? endedByScore() : end(Outcome.SOLVED, learned ? own : List.of(), false));
            return events;
        }
        if (result.assignment().teaching().method().asksTeacher()) {
            return endedByScore();
        }
        if (learned) {
            return end(Outcome.TAUGHT, own, false);
        }
        reason = oneLine("The student's program " + FAILURES.get(result.verdict())
                + (result.feedback() == null ? "" : ": " + result.feedback()));
        return end(Outcome.UNTAUGHT, List.of(), false);
    }

    private List<RunEvent> refinementJudged(Refinement judged, TestResult result) {
        lesson.judged(judged, result);
        noteReason(judged);
        if (result.verdict() == Verdict.SANDBOX_ERROR) {
            List<RunEvent> events = new ArrayList<>(asked(judged));
            events.addAll(faulted(result.detail()));
            return events;
        }
        if (result.verdict().isTheCodesFault() && lesson.isLatest(judged)) {
            reason = oneLine("The teacher's program " + FAILURES.get(result.verdict())
                    + (result.feedback() == null ? "" : ": " + result.feedback()));
        }
        // A refinement that passed ends the sample with its training examples.
        List<RunEvent> events = new ArrayList<>(asked(judged));
        if (result.verdict().isTheCodesFault() && judged.isLast() && !judged.isFollowedByScore()) {
            events.addAll(untaught(judged));
        }
        return events;
    }

    private void noteReason(Refinement answer) {
        if (lesson.isLatest(answer)) {
            reason = oneLine(answer.detail());
        }
    }

    private void seen(Assignment assignment) {
        lesson.assigned(assignment);
        double funds = assignment.teaching().fundsUsd();
        if (funds > budgetUsd) {
            budgetUsd = funds;
            outcome = outcome == Outcome.UNFUNDED ? null : outcome;
        }
    }

    private List<RunEvent> unfunded(Refinement refused) {
        if (refused.isScore() && hasPassed(refused)) {
            return end(Outcome.SOLVED);
        }
        if (outcome != null && outcome != Outcome.FAULTED
                || refused.assignment().teaching().fundsUsd() < budgetUsd) {
            return List.of();
        }
        List<RunEvent> events = new ArrayList<>();
        events.add(new RunEvent.SampleUnfunded(
                address.runId(), address.round(), address.taskId(), address.sample(), UnfundedSample.of(refused)));
        events.addAll(end(Outcome.UNFUNDED));
        return events;
    }

    private List<RunEvent> faulted(String fault) {
        if (outcome != null) {
            return List.of();
        }
        List<RunEvent> events = new ArrayList<>();
        if (fault != null) {
            reason = oneLine(fault);
            events.add(new RunEvent.SampleFaulted(address.runId(), fault));
        }
        events.addAll(end(Outcome.FAULTED));
        return events;
    }

    private List<RunEvent> end(Outcome how) {
        boolean taught = how != Outcome.FAULTED || failed() || lesson.hasRefinement();
        return end(how, how == Outcome.TAUGHT ? lesson.exampleIds() : List.of(), taught);
    }

    /** @param taught whether the teacher was part of it */
    private List<RunEvent> end(Outcome how, List<String> exampleIds, boolean taught) {
        boolean afterAll = outcome == Outcome.UNFUNDED && how == Outcome.TAUGHT
                || outcome == Outcome.FAULTED && how != Outcome.FAULTED;
        if (outcome != null && !afterAll) {
            return List.of();
        }
        outcome = how;
        return List.of(RunEventSampleEndedBuilder.builder()
                .runId(address.runId())
                .round(address.round())
                .taskId(address.taskId())
                .sample(address.sample())
                .outcome(how)
                .taught(taught)
                .exampleIds(exampleIds)
                .reason(reason(how))
                .rung(how == Outcome.TAUGHT ? lesson.rung() : null)
                .build());
    }

    private String reason(Outcome how) {
        if (how == Outcome.SOLVED || how == Outcome.TAUGHT) {
            return null;
        }
        return reason == null ? "no reason was given" : reason;
    }

    private static String oneLine(String text) {
        if (text == null) {
            return null;
        }
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() <= LONGEST_REASON ? line : line.substring(0, LONGEST_REASON) + "...";
    }

    private boolean failed() {
        return lesson.verdict() != null && lesson.verdict().isTheCodesFault();
    }
}
