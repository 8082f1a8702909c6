package dev.preceptor.cli.taskgeneration;

import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftOutcome;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.DraftTrial;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.task.Task;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Decides what becomes of each draft, in the order of their numbers, so that the same drafts make the same tasks however
 * they arrive. No draft is asked for that could not be used: of those asked for and not decided there are never more than
 * tasks are missing. Needs no topic, and is for one thread.
 */
final class Generation {

    private static final int MOST_UNDECIDED = 64;
    private static final int FAULTS_TO_STOP = 3;

    private final GenerationPlan plan;
    private final Novelty novelty;
    private final Map<Integer, Draft> drafts = new HashMap<>();
    private final Map<String, DraftTrial> trials = new HashMap<>();
    private final Map<Integer, Integer> attempts = new HashMap<>();
    private final Map<Integer, String> lost = new HashMap<>();
    private final List<GeneratedTask> tasks = new ArrayList<>();
    private final Map<DropReason, Integer> dropped = new EnumMap<>(DropReason.class);
    private final List<Event> due = new ArrayList<>();
    private int asked;
    private int decided;
    private int unfunded;
    private int faulted;
    private int faultsInARow;
    private String askedAgainst;
    private String problem;

    Generation(GenerationPlan plan) {
        this.plan = plan;
        this.novelty = new Novelty(plan.mostOverlap(), plan.seeds(), plan.exam());
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, 0);
        }
    }

    /** Takes in what the topics hold, also of an earlier process that generated the same; copies change nothing. */
    void take(Draft draft) {
        Draft before = drafts.get(draft.request().number());
        boolean own = draft.rivals().isEmpty();
        if (own
                && (before == null
                        || before.request().attempt() < draft.request().attempt())) {
            drafts.put(draft.request().number(), draft);
        }
    }

    void take(DraftTrial trial) {
        trials.put(trial.draft().id(), trial);
    }

    /** A service could not process what belongs to a draft, and nothing will come of it. */
    void lost(int number, String detail) {
        lost.put(number, detail);
    }

    /** From here on there is news. What could not be had before is asked for anew. */
    void begin() {
        for (Draft draft : List.copyOf(drafts.values())) {
            if (draft.outcome() == DraftOutcome.UNFUNDED || draft.outcome() == DraftOutcome.FAULTED) {
                attempts.put(draft.request().number(), draft.request().attempt() + 1);
                drafts.remove(draft.request().number());
            }
        }
        trials.values().removeIf(trial -> trial.fault() != null);
    }

    /** Decides what can be decided, and says what is to be sent for that to go on. */
    List<Event> advance() {
        due.clear();
        do {
            decideAll();
        } while (ask());
        return List.copyOf(due);
    }

    boolean ended() {
        return tasks.size() >= plan.count() || decided == asked && !mayAsk();
    }

    List<GeneratedTask> tasks() {
        return List.copyOf(tasks);
    }

    /** How many drafts were decided. */
    int decided() {
        return decided;
    }

    /** Every reason, also those of which there was none. */
    Map<DropReason, Integer> dropped() {
        return new EnumMap<>(dropped);
    }

    int unfunded() {
        return unfunded;
    }

    int faulted() {
        return faulted;
    }

    /** Why it ended before all tasks were there; empty where they are. */
    Optional<String> problem() {
        if (tasks.size() >= plan.count()) {
            return Optional.empty();
        }
        return Optional.of(
                problem != null
                        ? problem
                        : "all " + plan.mostDrafts() + " drafts that may be asked for are used up; allow more");
    }

    private boolean mayAsk() {
        return problem == null && asked < plan.mostDrafts();
    }

    /** Whether there was anything to ask for. */
    private boolean ask() {
        int before = asked;
        while (mayAsk() && asked - decided < Math.min(MOST_UNDECIDED, plan.count() - tasks.size())) {
            asked++;
            Draft known = drafts.get(asked);
            if (known == null) {
                due.add(DraftRequest.of(
                        plan.id(), asked, attempts.getOrDefault(asked, 1), plan.teacher(), plan.shown(asked)));
            } else if (known.outcome() == DraftOutcome.ANSWERED && !trials.containsKey(known.id())) {
                due.add(known);
            }
        }
        return asked > before;
    }

    private void decideAll() {
        boolean decides = true;
        while (decides) {
            decides = decideNext();
        }
    }

    /** Whether there was something to decide. */
    private boolean decideNext() {
        if (decided == asked) {
            return false;
        }
        int number = decided + 1;
        Draft draft = drafts.get(number);
        if (draft == null) {
            return lost.containsKey(number) && fault(lost.get(number));
        }
        return switch (draft.outcome()) {
            case UNUSABLE -> drop(draft.dropped());
            case UNFUNDED -> unfunded(draft.detail());
            case FAULTED -> fault(draft.detail());
            case ANSWERED -> judge(draft);
        };
    }

    private boolean judge(Draft draft) {
        DraftTrial trial = trials.get(draft.id());
        if (trial == null) {
            int number = draft.request().number();
            return lost.containsKey(number) && fault(lost.get(number));
        }
        if (trial.fault() != null) {
            return fault("a draft could not be run, for a fault of ours: " + trial.fault());
        }
        if (trial.dropped() != null) {
            return drop(trial.dropped());
        }
        Optional<DropReason> near = novelty.nearness(draft.task());
        if (near.isPresent()) {
            return drop(near.get());
        }
        List<Task> rivals = novelty.rivals(draft.task());
        return rivals.isEmpty() ? accept(trial) : judgeAgainst(draft.against(rivals), trial);
    }

    private boolean judgeAgainst(Draft draft, DraftTrial own) {
        DraftTrial trial = trials.get(draft.id());
        if (trial == null) {
            int number = draft.request().number();
            if (lost.containsKey(number)) {
                return fault(lost.get(number));
            }
            if (!draft.id().equals(askedAgainst)) {
                askedAgainst = draft.id();
                due.add(draft);
            }
            return false;
        }
        if (trial.fault() != null) {
            return fault("a draft could not be run, for a fault of ours: " + trial.fault());
        }
        return trial.rival() != null ? drop(novelty.sameAs(trial.rival())) : accept(own);
    }

    private boolean accept(DraftTrial trial) {
        GeneratedTask task = GeneratedTask.of(trial);
        tasks.add(task);
        novelty.add(task.task());
        return decidedWell();
    }

    private boolean drop(DropReason reason) {
        dropped.merge(reason, 1, Integer::sum);
        return decidedWell();
    }

    private boolean unfunded(String detail) {
        unfunded++;
        problem = "the budget does not allow more: " + detail + "; raise it and call again";
        return decidedWell();
    }

    private boolean fault(String detail) {
        faulted++;
        faultsInARow++;
        decided++;
        if (faultsInARow >= FAULTS_TO_STOP) {
            problem = detail;
        }
        return true;
    }

    private boolean decidedWell() {
        faultsInARow = 0;
        decided++;
        return true;
    }
}
