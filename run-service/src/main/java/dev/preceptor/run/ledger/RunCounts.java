package dev.preceptor.run.ledger;

import dev.preceptor.contracts.report.Outcome;

/**
 * Takes the events that change a run's numbers and never its state.
 *
 * @param now when the event happened, in milliseconds since the epoch
 */
public record RunCounts(RunLedger ledger, long now) {

    public void sampleJudged(RunEvent.SampleJudged judged) {
        ledger.rounds().round(judged.round()).ifPresent(round -> {
            round.sampleJudged(judged);
            ledger.seen("practice-" + judged.round(), now);
            if (judged.failed() && ledger.specification().method().asksTeacher()) {
                ledger.seen("teaching-" + judged.round(), now);
            }
        });
    }

    public void trained(RunEvent.Trained trained) {
        ledger.rounds().round(trained.round()).ifPresent(round -> {
            round.trained(trained);
            ledger.seen("training-" + trained.round(), now);
        });
    }

    public void examAnswered(RunEvent.ExamAnswered answered) {
        ledger.exams().answered(answered.round());
    }

    /** A task was solved in only one of a round and the round before it. */
    public void flipped(int round, boolean gained) {
        ledger.rounds().round(round).ifPresent(later -> later.flipped(gained));
    }

    /** @param reason why something was lost; the last one is told where everything was. Null: unknown */
    public void faulted(String reason) {
        if (reason != null) {
            ledger.setLastFault(reason);
            ledger.setReason(Outcome.FAULTED, reason);
        }
    }

    public void sampleEnded(RunEvent.SampleEnded ended) {
        if (ended.reason() != null) {
            ledger.setReason(ended.outcome(), ended.reason());
        }
        if (ended.rung() != null) {
            ledger.countRung(ended.rung(), RungCounts::plusTaught);
        }
    }

    /** The teacher scored an attempt. */
    public void sampleScored(RunEvent.SampleScored scored) {
        ledger.rounds().round(scored.round()).ifPresent(round -> round.scored(scored.tokens()));
    }

    /** A rung of the ladder was asked about a sample. */
    public void rungAsked(String rung) {
        ledger.countRung(rung, RungCounts::plusAsked);
    }

    /**
     * Counts an entry of the budget's log in place of the last entry of the same call.
     *
     * @param before the last entry; null where there was none
     * @return whether the entry tells more than the last one
     */
    public boolean called(RunEvent.Called before, RunEvent.Called call) {
        boolean news = TeacherTally.news(before, call);
        if (news) {
            ledger.teacher().replace(before, call);
            billRound(before, -1);
            billRound(call, 1);
        }
        return news;
    }

    /** A call is recorded before its example, so that it counts in the round that it was made for. */
    private void billRound(RunEvent.Called call, int sign) {
        if (call != null && ledger.round() > 0) {
            ledger.rounds().current().billed(sign * TeacherTally.answers(call), sign * TeacherTally.nanoUsd(call));
        }
    }
}
