package dev.preceptor.run.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.RunSpecification;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Names a run by what determines it, so that the same request is the same run.
 *
 * @param id a hash of what determines the run's answers. The terms on which its models are reached and paid are not part of it:
 *     the same request on other terms is the same run
 * @param idOnItsTerms a hash that includes those terms. Older versions gave it to every run
 */
record RunIdentity(String id, String idOnItsTerms) {

    private static final int DIGITS = 8;
    private static final List<String> TEACHERS_TERMS = List.of(
            "baseUrl",
            "apiKeyEnv",
            "pricePerMillionTokens",
            "requestsPerMinute",
            "tokensPerMinute",
            "concurrency",
            "timeoutSeconds",
            "batch");
    private static final List<String> STUDENTS_TERMS =
            List.of("baseUrl", "apiKeyEnv", "concurrency", "timeoutSeconds", "rollout", "replicas");

    /** The identity that the run had when it was requested. */
    static RunIdentity of(Run run) {
        return run.generation() == null
                ? ofPractice(run)
                : ofGenerated(run.specification(), run.generation().seeds(), run.exam(), run.owner());
    }

    /** The identity that the run would have if its request had contained its practice tasks. */
    static RunIdentity ofPractice(Run run) {
        return of(run.specification(), run.practice(), run.exam(), run.recorded(), run.owner());
    }

    /**
     * The name and a hash of the specification and the tasks. The budgets are not part of it, since larger budgets continue the
     * same run. Neither are the names of the files of tasks and recorded attempts, since only their content matters.
     *
     * @param owner the run's owner, whose runs differ from those of others; null where nobody owns it
     */
    static RunIdentity of(
            RunSpecification specification, DataSet practice, DataSet exam, DataSet recorded, String owner) {
        return of(
                specification,
                owner,
                tree -> recorded == null
                        ? Ids.of("run", tree, practice.sha256(), exam.sha256())
                        : Ids.of("run", tree, practice.sha256(), exam.sha256(), recorded.sha256()));
    }

    /**
     * The identity of a run whose practice tasks are generated. The seeds and the number of tasks are part of it. The budget of the
     * generation and its limit of drafts are not, since larger ones continue the same run.
     */
    static RunIdentity ofGenerated(RunSpecification specification, DataSet seeds, DataSet exam, String owner) {
        int count = specification.tasks().generate().count();
        return of(specification, owner, tree -> Ids.of("generated-run", tree, seeds.sha256(), count, exam.sha256()));
    }

    /** @param hash of a specification's settings, together with the data sets */
    private static RunIdentity of(RunSpecification specification, String owner, Function<ObjectNode, String> hash) {
        ObjectNode tree = Json.mapper().valueToTree(specification);
        ObjectNode teacher = (ObjectNode) tree.get("teacher");
        List<ObjectNode> teachers = new ArrayList<>(List.of(teacher));
        tree.path("teachers").forEach(rung -> teachers.add((ObjectNode) rung));
        Function<ObjectNode, String> id = what -> owned(owner, name(specification.name(), hash.apply(what)));
        tree.remove("tasks");
        teachers.forEach(each -> each.remove("budgetUsd"));
        ((ObjectNode) tree.get("practice")).remove("recorded");
        String onItsTerms = id.apply(tree);
        teachers.forEach(each -> each.remove(TEACHERS_TERMS));
        ((ObjectNode) tree.get("student")).remove(STUDENTS_TERMS);
        String withPurse = id.apply(tree);
        teacher.remove("purse");
        String withoutPurse = id.apply(tree);
        // A purse with the run's own id is the purse that the run has when it names none.
        boolean own = withoutPurse.equals(specification.teacher().purse());
        return new RunIdentity(own ? withoutPurse : withPurse, onItsTerms);
    }

    private static String owned(String owner, String id) {
        return owner == null ? id : name(id.substring(0, id.lastIndexOf('-')), Ids.of("owned-run", owner, id));
    }

    private static String name(String name, String hash) {
        return name + "-" + hash.substring(0, DIGITS);
    }
}
