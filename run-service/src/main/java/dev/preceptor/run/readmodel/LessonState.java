package dev.preceptor.run.readmodel;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.Assignment;
import dev.preceptor.contracts.event.Attempt;
import dev.preceptor.contracts.event.CaseResult;
import dev.preceptor.contracts.event.CheckpointReference;
import dev.preceptor.contracts.event.PairKind;
import dev.preceptor.contracts.event.Refinement;
import dev.preceptor.contracts.event.RefinementOutcome;
import dev.preceptor.contracts.event.TestResult;
import dev.preceptor.contracts.event.TrainingExample;
import dev.preceptor.contracts.event.Verdict;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.LessonBuilder;
import dev.preceptor.contracts.report.LessonExample;
import dev.preceptor.contracts.report.LessonRefinement;
import dev.preceptor.contracts.report.TestCounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is known of a lesson, folded from the events about it: the read model behind the REST API, {@code export} and {@code lesson}.
 * Events may arrive twice and in any order. Its JSON is part of the ledger of a sample in the state store; states of earlier versions
 * are read.
 */
@JsonAutoDetect(
        fieldVisibility = JsonAutoDetect.Visibility.ANY,
        getterVisibility = JsonAutoDetect.Visibility.NONE,
        isGetterVisibility = JsonAutoDetect.Visibility.NONE)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public final class LessonState {

    /** Longer texts are shortened in the middle: a lesson must fit into a record. {@link LongTexts} keeps them whole. */
    static final int LONGEST_TEXT = 100_000;

    private String prompt;
    private String attempt;
    private String attemptId;
    private CheckpointReference student;
    private Verdict verdict;
    /** Null in states of earlier versions, too. */
    private String errorType;

    private List<CaseResult> cases = List.of();
    private TestCounts tests;
    private String feedback;
    private String detail;
    private int refinementNumber;
    private String refinement;
    private String teacherModel;
    /** The rung of the ladder that taught; null if none did, if there is one teacher, and in states of earlier versions. */
    private String rung;

    private final Map<Integer, LessonRefinement> refinements = new TreeMap<>();
    /** Ids by the pair's name; another version may have pairs that this one does not know. */
    private final Map<String, String> examples = new TreeMap<>();

    /** The verdict on the attempt; null if it was not judged. */
    public Verdict verdict() {
        return verdict;
    }

    /** Whether the teacher has answered. */
    public boolean hasRefinement() {
        return refinementNumber > 0;
    }

    /** Whether no later answer of the teacher is known. */
    public boolean isLatest(Refinement answer) {
        return answer.number() >= refinementNumber;
    }

    /** An event about this assignment arrived. */
    public void assigned(Assignment assignment) {
        prompt = shortened(assignment.task().prompt());
    }

    /** The attempt was judged. */
    public void judged(Attempt judged, TestResult result) {
        assigned(judged.assignment());
        attempt = shortened(judged.code());
        attemptId = judged.id();
        student = judged.assignment().checkpoint();
        verdict = result.verdict();
        errorType = ErrorType.of(result);
        cases = shortened(result.cases());
        tests = TestCounts.of(result.cases());
        feedback = shortened(result.feedback());
        detail = shortened(result.detail());
    }

    /** The teacher answered. */
    public void refined(Refinement answer) {
        assigned(answer.assignment());
        LessonRefinement known = refinements.get(answer.number());
        if (known != null
                && known.outcome() == RefinementOutcome.UNFUNDED
                && answer.outcome() != RefinementOutcome.UNFUNDED) {
            // A larger budget has the ladder asked anew from here: the answers of later rungs were to other questions.
            forgetAfter(answer.number());
        }
        if (known == null || known.verdict() == null) {
            refinements.put(answer.number(), shortened(LessonRefinement.of(answer)));
        }
        if (answer.number() >= refinementNumber) {
            refinementNumber = answer.number();
            refinement = answer.code() == null ? refinement : shortened(answer.code());
            teacherModel = answer.model();
        }
    }

    private void forgetAfter(int number) {
        refinements.keySet().removeIf(later -> later > number);
        refinementNumber = Math.min(refinementNumber, number);
    }

    /** An answer of the teacher was judged. */
    public void judged(Refinement answer, TestResult result) {
        refined(answer);
        refinements.put(answer.number(), shortened(LessonRefinement.of(answer).judged(result)));
    }

    /** A training example was made. */
    public void taught(TrainingExample example) {
        examples.put(example.pair().name(), example.id());
        teacherModel = example.teacherModel();
        rung = example.rung();
    }

    /** The rung of the ladder that taught; null if none did, or if there is one teacher. */
    public String rung() {
        return rung;
    }

    /** The number of training examples that were made so far. */
    public int examples() {
        return examples.size();
    }

    /** The id of the training example of a kind; null if there is none. */
    public String exampleId(PairKind pair) {
        return examples.get(pair.name());
    }

    /** The ids of the training examples, in the order of the kinds of pairs; unknown kinds come last. */
    public List<String> exampleIds() {
        return listed().stream().map(LessonExample::id).toList();
    }

    private List<LessonExample> listed() {
        List<LessonExample> listed = new ArrayList<>();
        Map<String, String> rest = new TreeMap<>(examples);
        for (PairKind pair : PairKind.values()) {
            String id = rest.remove(pair.name());
            if (id != null) {
                listed.add(LessonExample.listed(id, pair.name()));
            }
        }
        rest.forEach((pair, id) -> listed.add(LessonExample.listed(id, pair)));
        return listed;
    }

    /** The lesson of a sample. */
    public Lesson lesson(String taskId, int round, int sample) {
        return LessonBuilder.builder()
                .taskId(taskId)
                .round(round)
                .sample(sample)
                .prompt(prompt)
                .attempt(attempt)
                .attemptId(attemptId)
                .student(student)
                .verdict(verdict)
                .errorType(errorType == null ? ErrorType.of(verdict, cases, feedback) : errorType)
                .cases(cases)
                .tests(tests)
                .feedback(feedback)
                .detail(detail)
                .refinement(refinement)
                .teacherModel(teacherModel)
                .refinements(List.copyOf(refinements.values()))
                .examples(listed())
                .costUsd(refinements.values().stream()
                        .mapToDouble(LessonRefinement::costUsd)
                        .sum())
                .rung(rung)
                .build();
    }

    private static LessonRefinement shortened(LessonRefinement answer) {
        return answer.with(refinement -> refinement
                .code(shortened(answer.code()))
                .detail(shortened(answer.detail()))
                .feedback(shortened(answer.feedback())));
    }

    /** The first results, as many as their texts allow. */
    private static List<CaseResult> shortened(List<CaseResult> all) {
        List<CaseResult> first = new ArrayList<>();
        long characters = 0;
        for (CaseResult result : all == null ? List.<CaseResult>of() : all) {
            characters += length(result.test()) + length(result.call()) + length(result.expected());
            characters += length(result.got()) + length(result.error());
            if (characters > LONGEST_TEXT) {
                break;
            }
            first.add(result);
        }
        return List.copyOf(first);
    }

    private static int length(String text) {
        return text == null ? 0 : text.length();
    }

    private static String shortened(String text) {
        if (text == null || text.length() <= LONGEST_TEXT) {
            return text;
        }
        int half = LONGEST_TEXT / 2;
        return text.substring(0, half) + "\n... (" + (text.length() - LONGEST_TEXT) + " characters left out)\n"
                + text.substring(text.length() - half);
    }
}
