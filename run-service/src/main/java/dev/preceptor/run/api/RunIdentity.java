package dev.preceptor.run.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.specification.RunSpecification;
import java.util.List;

/**
 * Names a run by what determines it, so that the same request is the same run.
 *
 * @param id of what determines the run's answers. How its models are reached and paid is left out: the same request on other
 *     terms goes on as the same run
 * @param idOnItsTerms with those terms. Older versions gave it to every run
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
            "timeoutSeconds");
    private static final List<String> STUDENTS_TERMS = List.of("baseUrl", "apiKeyEnv", "concurrency", "timeoutSeconds");

    static RunIdentity of(Run run) {
        return of(run.specification(), run.practice(), run.exam(), run.recorded());
    }

    /**
     * The name and a hash over the specification and the tasks. The budget is left out: a larger one lets the same run go
     * on. So are the names of the files of tasks and recorded attempts, as only what they hold matters.
     */
    static RunIdentity of(RunSpecification specification, DataSet practice, DataSet exam, DataSet recorded) {
        ObjectNode tree = Json.mapper().valueToTree(specification);
        ObjectNode teacher = (ObjectNode) tree.get("teacher");
        tree.remove("tasks");
        teacher.remove("budgetUsd");
        ((ObjectNode) tree.get("practice")).remove("recorded");
        String onItsTerms = id(specification, tree, practice, exam, recorded);
        teacher.remove(TEACHERS_TERMS);
        ((ObjectNode) tree.get("student")).remove(STUDENTS_TERMS);
        String withPurse = id(specification, tree, practice, exam, recorded);
        teacher.remove("purse");
        String withoutPurse = id(specification, tree, practice, exam, recorded);
        // A purse that has the run's own name is the one that the run has without it.
        boolean own = withoutPurse.equals(specification.teacher().purse());
        return new RunIdentity(own ? withoutPurse : withPurse, onItsTerms);
    }

    private static String id(
            RunSpecification specification, ObjectNode tree, DataSet practice, DataSet exam, DataSet recorded) {
        String hash = recorded == null
                ? Ids.of("run", tree, practice.sha256(), exam.sha256())
                : Ids.of("run", tree, practice.sha256(), exam.sha256(), recorded.sha256());
        return specification.name() + "-" + hash.substring(0, DIGITS);
    }
}
