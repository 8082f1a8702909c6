package dev.preceptor.run.taskgeneration;

import dev.preceptor.contracts.event.Draft;
import dev.preceptor.contracts.event.DraftOutcome;
import dev.preceptor.contracts.event.DraftRequest;
import dev.preceptor.contracts.event.DraftTrial;
import dev.preceptor.contracts.event.DropReason;
import dev.preceptor.contracts.event.Event;
import dev.preceptor.contracts.event.GenerationProgress;
import dev.preceptor.contracts.report.RefusedDraft;
import dev.preceptor.contracts.task.Task;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Accepts or drops each draft in the order of draft numbers, so that the result does not depend on the order of arrival.
 * Drafts that are requested but undecided never outnumber the missing tasks, so that no draft is paid for in vain.
 * Independent of Kafka. Not thread-safe.
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
    private final List<RefusedDraft> refused = new ArrayList<>();
    private final List<Event> due = new ArrayList<>();
    private int asked;
    private int decided;
    private int unfunded;
    private int faulted;
    private int faultsInARow;
    private String askedAgainst;
    private String problem;
    private boolean paused;

    Generation(GenerationPlan plan) {
        this.plan = plan;
        this.novelty = new Novelty(plan.mostOverlap(), plan.seeds(), plan.exam());
        for (DropReason reason : DropReason.values()) {
            dropped.put(reason, 0);
        }
    }

    /** Adds a draft from the topics, which may be of an earlier process with the same generation. Duplicates have no effect. */
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

    /** Records that a service could not process an event of this draft, which will therefore never be answered. */
    void lost(int number, String detail) {
        lost.put(number, detail);
    }

    /** Ends the reading of existing events. Drafts that failed or exceeded the budget earlier are to be requested again. */
    void finishReadingExisting() {
        for (Draft draft : List.copyOf(drafts.values())) {
            if (draft.outcome() == DraftOutcome.UNFUNDED || draft.outcome() == DraftOutcome.FAULTED) {
                attempts.put(draft.request().number(), draft.request().attempt() + 1);
                drafts.remove(draft.request().number());
            }
        }
        trials.values().removeIf(trial -> trial.fault() != null);
    }

    /** Decides as many drafts as possible, and returns the events to send for the next ones. */
    List<Event> advance() {
        due.clear();
        do {
            decideAll();
        } while (!paused && ask());
        return List.copyOf(due);
    }

    /** While it is paused, it decides drafts and requests no further ones. */
    void setPaused(boolean wanted) {
        paused = wanted;
    }

    boolean ended() {
        return tasks.size() >= plan.count() || decided == asked && !mayAsk();
    }

    List<GeneratedTask> tasks() {
        return List.copyOf(tasks);
    }

    /** @param costUsd the cost in US dollars so far */
    GenerationProgress progress(double costUsd) {
        Map<String, Integer> byName = new LinkedHashMap<>();
        dropped.forEach((reason, count) -> byName.put(reason.name(), count));
        return new GenerationProgress(plan.count(), asked, decided, tasks.size(), byName, unfunded, faulted, costUsd);
    }

    /** The drafts that did not become tasks, in the order of their numbers. */
    List<RefusedDraft> refused() {
        return List.copyOf(refused);
    }

    /** The reason why the generation ended early; empty if all tasks were generated. */
    Optional<String> problem() {
        if (tasks.size() >= plan.count()) {
            return Optional.empty();
        }
        return Optional.of(
                problem != null
                        ? problem
                        : "all " + plan.mostDrafts()
                                + " drafts of the limit were requested; raise --drafts or tasks.generate.mostDrafts");
    }

    private boolean mayAsk() {
        return problem == null && asked < plan.mostDrafts();
    }

    /** Requests further drafts. Returns whether there were any to request. */
    private boolean ask() {
        int before = asked;
        while (mayAsk() && asked - decided < Math.min(MOST_UNDECIDED, plan.count() - tasks.size())) {
            asked++;
            Draft known = drafts.get(asked);
            if (known == null) {
                due.add(DraftRequest.of(
                        plan.draftsId(), asked, attempts.getOrDefault(asked, 1), plan.teacher(), plan.shown(asked)));
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

    /** Decides the next draft. Returns false if there is none, or its events are still missing. */
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
            case UNUSABLE -> drop(draft.dropped(), draft.detail());
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
            return fault("a draft could not be run, because of an infrastructure fault: " + trial.fault());
        }
        if (trial.dropped() != null) {
            return drop(trial.dropped(), trial.detail());
        }
        Optional<Novelty.Repetition> near = novelty.nearness(draft.task());
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
            return fault("a draft could not be run, because of an infrastructure fault: " + trial.fault());
        }
        return trial.rival() != null ? drop(novelty.sameAs(trial.rival())) : accept(own);
    }

    private boolean accept(DraftTrial trial) {
        GeneratedTask task = GeneratedTask.of(trial);
        tasks.add(task);
        novelty.add(task.task());
        return decidedWell();
    }

    private boolean drop(Novelty.Repetition repetition) {
        return drop(repetition.reason(), repetition.detail());
    }

    private boolean drop(DropReason reason, String detail) {
        dropped.merge(reason, 1, Integer::sum);
        refuse(reason.name(), detail);
        return decidedWell();
    }

    /** Records why the draft that is being decided is refused. */
    private void refuse(String reason, String detail) {
        refused.add(new RefusedDraft(decided + 1, reason, detail));
    }

    private boolean unfunded(String detail) {
        unfunded++;
        refuse(RefusedDraft.UNFUNDED, detail);
        problem = "the budget does not allow more: " + detail + "; raise it and repeat the command";
        return decidedWell();
    }

    private boolean fault(String detail) {
        faulted++;
        refuse(RefusedDraft.FAULTED, detail);
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
