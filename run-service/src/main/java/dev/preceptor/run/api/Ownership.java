package dev.preceptor.run.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.apiaccess.ApiAccess;
import dev.preceptor.contracts.event.Job;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.stream.RunQueries;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The owners of runs and purses. A run belongs to the name of the token that requested it, and so does a purse that it names: the
 * purse {@code NAME} of the owner {@code OWNER} is {@code NAME.OWNER}, so that two owners never share one by accident. Runs and
 * purses that were made without tokens belong to nobody, and everybody may use them.
 */
@Singleton
final class Ownership {

    private static final int LONGEST_PURSE = 64;

    private final Predicate<String> isName;
    private final Function<String, Optional<Run>> runs;

    @Inject
    Ownership(ApiAccess access, LedgerPolling polling, RunQueries queries) {
        this(access::isName, id -> polling.whenReadable(() -> queries.run(id)).map(RunLedger::run));
    }

    /**
     * @param isName whether there is a token of that name
     * @param runs by id
     */
    Ownership(Predicate<String> isName, Function<String, Optional<Run>> runs) {
        this.isName = isName;
        this.runs = runs;
    }

    /**
     * @param caller null where the API is open
     * @throws NotTheOwnerException if the caller may not change the run
     */
    void requireOwn(Run run, String caller) {
        requireOwn("run " + run.runId(), run.owner(), caller);
    }

    /**
     * @param kind of job, for the message
     * @param caller null where the API is open
     * @throws NotTheOwnerException if the caller may not change the job
     */
    void requireOwn(Job job, String kind, String caller) {
        requireOwn(kind + " " + job.id(), job.owner(), caller);
    }

    private static void requireOwn(String what, String owner, String caller) {
        if (!isOpenTo(owner, caller)) {
            throw new NotTheOwnerException(
                    "the " + what + " belongs to " + owner + ", and only a token of that name changes it");
        }
    }

    private static boolean isOpenTo(String owner, String caller) {
        return caller == null || owner == null || owner.equals(caller);
    }

    /**
     * The specification with the full name of the purse that the caller means.
     *
     * @param asked is not changed
     * @throws NotTheOwnerException if it is another's
     */
    ObjectNode inOwnPurse(ObjectNode asked, String caller) {
        if (caller == null) {
            return asked;
        }
        ObjectNode own = asked.deepCopy();
        // Several teachers have their purse beside the list.
        renamePurse(own, caller);
        if (own.get("teacher") instanceof ObjectNode teacher) {
            renamePurse(teacher, caller);
        }
        return own;
    }

    private void renamePurse(ObjectNode section, String caller) {
        String purse = section.path("purse").asText(null);
        if (purse != null) {
            section.put("purse", own(purse, caller));
        }
    }

    private String own(String purse, String caller) {
        Optional<Run> run = runs.apply(purse);
        if (run.isPresent()) {
            if (!isOpenTo(run.get().owner(), caller)) {
                throw notOwn(purse, run.get().owner());
            }
            return purse;
        }
        String owner = purse.substring(purse.lastIndexOf('.') + 1);
        if (purse.contains(".") && !owner.equals(caller) && isName.test(owner)) {
            throw notOwn(purse, owner);
        }
        String whole = purse.endsWith("." + caller) ? purse : purse + "." + caller;
        if (whole.length() > LONGEST_PURSE) {
            throw new InvalidRequestException("teacher.purse: '" + purse + "' is too long: with its owner's name, "
                    + caller + ", it may have " + LONGEST_PURSE + " characters");
        }
        return whole;
    }

    private static NotTheOwnerException notOwn(String purse, String owner) {
        return new NotTheOwnerException("teacher.purse: '" + purse + "' belongs to " + owner);
    }
}
