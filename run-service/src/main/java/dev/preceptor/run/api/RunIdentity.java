package dev.preceptor.run.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.specification.RunSpecification;

/** Names a run by what determines it, so that the same request is the same run. */
final class RunIdentity {

    private static final int DIGITS = 8;

    private RunIdentity() {}

    /**
     * The name and a hash over the specification and the tasks. The budget is left out: a larger one lets the same run go
     * on. So are the names of the files of tasks and recorded attempts, as only what they hold matters.
     */
    static String of(RunSpecification specification, DataSet practice, DataSet exam, DataSet recorded) {
        ObjectNode tree = Json.mapper().valueToTree(specification);
        tree.remove("tasks");
        ((ObjectNode) tree.get("teacher")).remove("budgetUsd");
        ((ObjectNode) tree.get("practice")).remove("recorded");
        String hash = recorded == null
                ? Ids.of("run", tree, practice.sha256(), exam.sha256())
                : Ids.of("run", tree, practice.sha256(), exam.sha256(), recorded.sha256());
        return specification.name() + "-" + hash.substring(0, DIGITS);
    }
}
