package dev.preceptor.run.api;

import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.run.ledger.RunLedger;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The run that a request is about.
 *
 * @param specification of the request; where the run is new, what it begins with
 * @param known empty where the run is new
 */
record RequestedRun(String runId, RunSpecification specification, Optional<RunLedger> known) {

    /**
     * Finds the run of the very same request, also where an older version accepted it, or of the same request on other terms. If
     * that run has ended for good, a new run begins on these terms, in the purse of the ended one, so that nothing is bought again.
     *
     * @param byId finds a run
     * @param byName finds all runs of a name
     */
    static RequestedRun find(
            RunIdentity identity,
            RunSpecification specification,
            Function<String, Optional<RunLedger>> byId,
            Function<String, List<RunLedger>> byName) {
        Optional<RunLedger> known = byId.apply(identity.idOnItsTerms())
                .or(() -> byId.apply(identity.id()).filter(run -> run.canGoOn() || isOnTermsOf(run, specification)));
        if (known.isPresent()) {
            return new RequestedRun(known.get().run().runId(), specification, known);
        }
        List<RunLedger> onOtherTerms = byName.apply(specification.name()).stream()
                .filter(run -> isOf(run.run(), identity))
                .sorted(Comparator.comparing((RunLedger run) -> run.run().createdAt())
                        .reversed())
                .toList();
        return onOtherTerms.stream()
                .filter(RunLedger::canGoOn)
                .findFirst()
                .map(run -> new RequestedRun(run.run().runId(), specification, Optional.of(run)))
                .orElseGet(() -> anew(identity, specification, onOtherTerms));
    }

    /** A run whose practice tasks were generated is also that of a request with these tasks, as when they are read from the file. */
    private static boolean isOf(Run run, RunIdentity identity) {
        boolean wasGenerated = run.generation() != null && run.practice() != null;
        return RunIdentity.of(run).id().equals(identity.id())
                || wasGenerated && RunIdentity.ofPractice(run).id().equals(identity.id());
    }

    private static RequestedRun anew(
            RunIdentity identity, RunSpecification specification, List<RunLedger> endedForGood) {
        if (endedForGood.isEmpty()) {
            return new RequestedRun(identity.id(), specification, Optional.empty());
        }
        RunLedger last = endedForGood.get(0);
        String purse = last.run().specification().teacher().purseOf(last.run().runId());
        return new RequestedRun(
                identity.idOnItsTerms(),
                specification.withTeacher(specification.teacher().inPurse(purse)),
                Optional.empty());
    }

    private static boolean isOnTermsOf(RunLedger ledger, RunSpecification asked) {
        RunSpecification known = ledger.run().specification();
        return known.onTermsOf(asked).equals(known);
    }
}
