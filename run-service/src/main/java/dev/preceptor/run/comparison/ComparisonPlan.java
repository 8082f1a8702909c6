package dev.preceptor.run.comparison;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Ids;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.comparison.Arm;
import dev.preceptor.contracts.event.DataSet;
import dev.preceptor.contracts.specification.RunSpecification;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.run.api.StoredRequest;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * The runs of a comparison: a practice run, in which the untrained student attempts the practice tasks and takes the exam,
 * and one run per arm, which uses those attempts in its first round. All arms share a purse: later arms reuse the teacher
 * answers that earlier ones paid for.
 *
 * <p>As JSON it is the request of the comparison's job in the artifact store.
 *
 * @param specification the specification as it was written
 * @param recorded the attempts of {@code practice.recorded}; null if the student makes them
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ComparisonPlan(ObjectNode specification, DataSet practice, DataSet exam, DataSet recorded, List<Arm> arms) {

    private static final int LONGEST_NAME = 64;
    private static final int ID_DIGITS = 8;
    private static final String PRACTICE = "practice";

    static ComparisonPlan of(StoredRequest request, List<Arm> arms) {
        return new ComparisonPlan(request.asked(), request.practice(), request.exam(), request.recorded(), arms);
    }

    /**
     * The id of the comparison: the name and a hash of all that the request contains. File names are not part of it, since
     * only the files' content matters.
     *
     * @param owner the comparison's owner, whose comparisons differ from those of others; null if nobody owns it
     */
    String id(String owner) {
        RunSpecification parsed = parsed();
        ObjectNode tree = Json.mapper().valueToTree(parsed);
        tree.remove("tasks");
        tree.withObject("/practice").remove("recorded");
        String hash = Ids.of(
                "comparison",
                tree,
                practice.sha256(),
                exam.sha256(),
                recorded == null ? "" : recorded.sha256(),
                arms.stream().map(ComparisonPlan::idText).toList(),
                Objects.requireNonNullElse(owner, ""));
        return parsed.name() + "-" + hash.substring(0, ID_DIGITS);
    }

    /** Everything of an arm that the results depend on. */
    private static String idText(Arm arm) {
        return arm.teachers() == null ? arm.label() : arm.label() + " " + arm.teachers();
    }

    /** The data sets of the tasks and of the recorded attempts. */
    List<DataSet> inputs() {
        return Stream.of(practice, exam, recorded).filter(Objects::nonNull).toList();
    }

    RunSpecification parsed() {
        return SpecificationReader.read(specification);
    }

    /**
     * The practice run: makes the attempts that all arms use, and the exam scores that all are compared with. Its reference
     * teacher has no solutions, so it teaches nothing and costs nothing. The request depends on the student, the tasks, the
     * practice, the exam and the seed only, so that a later comparison of other methods finds the run finished.
     *
     * @param withoutSolutions the practice tasks without their solutions
     */
    StoredRequest practiceRun(DataSet withoutSolutions) {
        ObjectNode tree = common(PRACTICE);
        tree.remove(List.of("training", "until", "rounds", "teachers", "budgetUsd", "purse", "methods", "opd"));
        tree.put("method", "persd");
        tree.set("teacher", tree.objectNode().put("backend", "reference"));
        return new StoredRequest(tree, SpecificationReader.read(tree), withoutSolutions, exam, recorded);
    }

    /**
     * An arm's run.
     *
     * @param practiceRunId the id of the practice run
     * @param practised the practice tasks that all arms use
     * @param attempts all samples of each of these tasks
     */
    StoredRequest armRun(Arm arm, String practiceRunId, DataSet practised, DataSet attempts) {
        ObjectNode tree = common(arm.label());
        tree.remove(List.of("methods", "opd"));
        tree.put("method", arm.method().label());
        tree.withObject("/training").put("fraction", arm.fraction());
        tree.withObject("/exam").put("baseline", false);
        if (arm.teachers() != null) {
            takeTeachers(tree, arm);
        }
        if (parsed().teacher().purse() == null) {
            if (tree.has("teachers")) {
                tree.put("purse", practiceRunId);
            } else if (tree.has("teacher")) {
                tree.withObject("/teacher").put("purse", practiceRunId);
            }
        }
        if (!arm.method().personalised()) {
            tree.withObject("/training").remove("replay");
        }
        if (!arm.method().asksTeacher()) {
            tree.withObject("/training").remove("soft");
        }
        boolean attempted = arm.method().attempts();
        ObjectNode practiceSettings = tree.withObject("/practice");
        practiceSettings.remove("recorded");
        if (attempted) {
            practiceSettings.put("recorded", practiceRunId);
        }
        return new StoredRequest(tree, SpecificationReader.read(tree), practised, exam, attempted ? attempts : null);
    }

    /** The teachers of an arm take the place of the specification's, under the same budget and in the same purse. */
    private void takeTeachers(ObjectNode tree, Arm arm) {
        tree.remove("teacher");
        tree.set("teachers", arm.teachers());
        tree.put("budgetUsd", parsed().teacher().budgetUsd());
        tree.put("purse", parsed().teacher().purse());
    }

    /** The specification under another name, with the same exam seed for all runs. */
    private ObjectNode common(String suffix) {
        RunSpecification parsed = parsed();
        ObjectNode tree = specification.deepCopy();
        String name = parsed.name();
        tree.put("name", name.substring(0, Math.min(name.length(), LONGEST_NAME - suffix.length() - 1)) + "-" + suffix);
        if (parsed.exam().seed() == null) {
            tree.withObject("/exam").put("seed", parsed.seed());
        }
        return tree;
    }
}
