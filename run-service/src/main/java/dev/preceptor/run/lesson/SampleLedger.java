package dev.preceptor.run.lesson;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.run.ledger.RunEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What happened to one sample of a practice task. Each method takes an event and gives what the run must hear of it. Events
 * may come twice and, as they come from several topics, before those that caused them: neither changes the end.
 */
@JsonAutoDetect(
        fieldVisibility = JsonAutoDetect.Visibility.ANY,
        getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
public final class SampleLedger {

    private SampleAddress address;
    private String prompt;
    private String attempt;
    private Verdict verdict;
    private String feedback;
    private int refinementNumber;
    private String refinement;
    private String teacherModel;
    private final Map<PairKind, String> examples = new TreeMap<>();
    private Outcome outcome;

    private SampleLedger() {}

    public SampleLedger(SampleAddress address) {
        this.address = address;
    }

    /** The executor judged the attempt, or a refinement of it. */
    public List<RunEvent> judged(TestResult result) {
        prompt = result.assignment().task().prompt();
        return result.submission() instanceof Refinement judged
                ? refinementJudged(judged, result.verdict())
                : attemptJudged((Attempt) result.submission(), result);
    }

    /** The teacher answered; what holds code is judged before it means anything. */
    public List<RunEvent> refined(Refinement answer) {
        Assignment assignment = answer.assignment();
        prompt = assignment.task().prompt();
        remember(answer);
        return switch (answer.outcome()) {
            case ANSWERED -> List.of();
            case NO_CODE, UNCHANGED -> answer.isLast() ? end(Outcome.UNTAUGHT) : List.of();
            case UNFUNDED -> end(Outcome.UNFUNDED);
            case FAULTED -> end(Outcome.FAULTED);
        };
    }

    /** A lesson's pair is there; with the last one the lesson is. */
    public List<RunEvent> taught(TrainingExample example) {
        examples.put(example.pair(), example.id());
        teacherModel = example.teacherModel();
        return examples.size() == example.pairs() ? end(Outcome.TAUGHT) : List.of();
    }

    /** Something of it could not be processed for a reason of ours. */
    public List<RunEvent> lost() {
        return end(Outcome.FAULTED);
    }

    /** What a person reads of it; empty until it has ended. */
    public Optional<Lesson> lesson() {
        return outcome == null
                ? Optional.empty()
                : Optional.of(new Lesson(
                        address.taskId(),
                        address.round(),
                        address.sample(),
                        outcome,
                        prompt,
                        attempt,
                        verdict,
                        feedback,
                        refinement,
                        teacherModel));
    }

    private List<RunEvent> attemptJudged(Attempt judged, TestResult result) {
        if (verdict != null) {
            return List.of();
        }
        attempt = judged.code();
        verdict = result.verdict();
        feedback = result.feedback();
        List<RunEvent> events = new ArrayList<>();
        events.add(new RunEvent.SampleJudged(
                address.runId(), address.round(), address.taskId(), address.sample(), verdict.isTheCodesFault()));
        if (verdict == Verdict.PASSED) {
            events.addAll(end(Outcome.SOLVED));
        } else if (verdict == Verdict.SANDBOX_ERROR) {
            events.addAll(end(Outcome.FAULTED));
        }
        return events;
    }

    private List<RunEvent> refinementJudged(Refinement judged, Verdict judgement) {
        remember(judged);
        if (judgement == Verdict.SANDBOX_ERROR) {
            return end(Outcome.FAULTED);
        }
        // What passed ends with its training examples.
        return judgement.isTheCodesFault() && judged.isLast() ? end(Outcome.UNTAUGHT) : List.of();
    }

    private void remember(Refinement answer) {
        if (answer.number() >= refinementNumber) {
            refinementNumber = answer.number();
            refinement = answer.code() == null ? refinement : answer.code();
            teacherModel = answer.model();
        }
    }

    private List<RunEvent> end(Outcome how) {
        if (outcome != null) {
            return List.of();
        }
        outcome = how;
        boolean taught = how != Outcome.SOLVED && (how != Outcome.FAULTED || failed() || refinementNumber > 0);
        List<String> exampleIds = how == Outcome.TAUGHT ? List.copyOf(examples.values()) : List.of();
        return List.of(new RunEvent.SampleEnded(
                address.runId(), address.round(), address.taskId(), address.sample(), how, taught, exampleIds));
    }

    private boolean failed() {
        return verdict != null && verdict.isTheCodesFault();
    }
}
