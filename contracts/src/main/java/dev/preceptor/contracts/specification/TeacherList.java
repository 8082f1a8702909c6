package dev.preceptor.contracts.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;

/**
 * The settings {@code teachers}, {@code budgetUsd} and {@code purse} of a specification, as a user writes them.
 *
 * @param rungs the teachers, each with a name; at least one
 * @param budgetUsd the budget of the run
 * @param purse null: the run's own
 */
record TeacherList(List<TeacherSpecification> rungs, double budgetUsd, String purse) {

    private static final String TEACHER = "teacher";
    private static final String LIST = "teachers";
    private static final String BUDGET = "budgetUsd";
    private static final String PURSE = "purse";
    private static final String MEND = "mend";

    /**
     * Returns a specification whose list of teachers is written as {@link RunSpecification} holds it. One without a list stays as it is.
     *
     * @param reader reads one teacher; its errors begin with {@code teacher}
     * @throws InvalidSpecificationException naming the setting
     */
    static ObjectNode applied(ObjectNode tree, Function<JsonNode, TeacherSpecification> reader) {
        if (!tree.hasNonNull(LIST)) {
            requireNot(tree, BUDGET);
            requireNot(tree, PURSE);
            return tree;
        }
        if (tree.hasNonNull(TEACHER)) {
            throw new InvalidSpecificationException(
                    LIST, "excludes teacher: write one teacher as teacher, or several as a list, teachers");
        }
        TeacherList list = new TeacherList(
                rungs(tree.get(LIST), reader),
                budget(tree.get(BUDGET)),
                tree.path(PURSE).asText(null));
        list.check(tree.hasNonNull(BUDGET));
        return list.in(tree);
    }

    /**
     * Returns a specification whose {@code teacher.mend} is written as a list of teachers: the rules first, then the teacher.
     *
     * @throws InvalidSpecificationException if the setting is not true or false
     */
    static ObjectNode withRules(ObjectNode tree) {
        JsonNode mend = tree.path(TEACHER).path(MEND);
        if (mend.isMissingNode() || mend.isNull()) {
            return tree;
        }
        if (!mend.isBoolean()) {
            throw new InvalidSpecificationException(TEACHER + "." + MEND, "is not true or false");
        }
        ObjectNode whole = tree.deepCopy();
        ObjectNode teacher = (ObjectNode) whole.get(TEACHER);
        teacher.remove(MEND);
        if (!mend.asBoolean() || whole.hasNonNull(LIST)) {
            return whole;
        }
        if (TeacherSpecification.callsServer(teacher.path("backend").asText())) {
            Checks.required(TEACHER + "." + BUDGET, teacher.get(BUDGET));
        }
        for (String setting : List.of(BUDGET, PURSE)) {
            if (teacher.has(setting)) {
                whole.set(setting, teacher.remove(setting));
            }
        }
        whole.remove(TEACHER);
        whole.putArray(LIST).add(whole.objectNode().put("backend", "rule")).add(teacher);
        return whole;
    }

    private static void requireNot(ObjectNode tree, String setting) {
        if (tree.hasNonNull(setting)) {
            throw new InvalidSpecificationException(
                    setting, "belongs to a list of teachers; write teacher." + setting + " for one teacher");
        }
    }

    private static List<TeacherSpecification> rungs(JsonNode list, Function<JsonNode, TeacherSpecification> reader) {
        if (!list.isArray()) {
            throw new InvalidSpecificationException(LIST, "is not a list; for one teacher write teacher");
        }
        List<TeacherSpecification> rungs = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            try {
                TeacherSpecification rung = reader.apply(list.get(i));
                rungs.add(rung.name() == null ? rung.withName(defaultName(rung)) : rung);
            } catch (InvalidSpecificationException e) {
                String setting = e.setting().replaceFirst("^" + TEACHER, Matcher.quoteReplacement(place(i)));
                throw new InvalidSpecificationException(setting, e.problem());
            }
        }
        return rungs;
    }

    private static String defaultName(TeacherSpecification rung) {
        String model = rung.model();
        return model.substring(Math.max(0, model.length() - TeacherSpecification.MOST_NAME));
    }

    private static double budget(JsonNode written) {
        if (written == null || written.isNull()) {
            return 0;
        }
        if (!written.isNumber()) {
            throw new InvalidSpecificationException(BUDGET, "is not a number");
        }
        Checks.atLeast(BUDGET, written.asDouble(), 0);
        return written.asDouble();
    }

    /** @param hasBudget whether the specification has a budget */
    private void check(boolean hasBudget) {
        if (rungs.isEmpty()) {
            throw new InvalidSpecificationException(LIST, "is empty; list at least one teacher");
        }
        if (!hasBudget && rungs.stream().anyMatch(TeacherSpecification::callsServer)) {
            throw new InvalidSpecificationException(
                    BUDGET, "is required with teachers: the most that all of them together may cost");
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < rungs.size(); i++) {
            String name = rungs.get(i).name();
            if (!names.add(name)) {
                throw new InvalidSpecificationException(
                        place(i) + ".name", "'" + name + "' is also an earlier rung; give one of them another name");
            }
            checkRung(i);
        }
    }

    private void checkRung(int index) {
        TeacherSpecification rung = rungs.get(index);
        String place = place(index);
        if (rung.isNone()) {
            throw new InvalidSpecificationException(place + ".backend", "none is not a teacher; leave it out");
        }
        if (rung.isSelf()) {
            throw new InvalidSpecificationException(
                    place + ".backend", "self scores all attempts by itself, as the only teacher: write it as teacher");
        }
        if (rung.purse() != null) {
            throw new InvalidSpecificationException(
                    place + "." + PURSE, "all teachers of a run have one purse; write purse beside teachers");
        }
        if (rung.isStudent() && index > 0) {
            throw new InvalidSpecificationException(
                    place + ".backend", "student costs nothing, so it must be the first rung");
        }
        if (rung.isRule() && index > 0 && !(index == 1 && rungs.get(0).isStudent())) {
            throw new InvalidSpecificationException(
                    place + ".backend", "rule costs nothing, so it must be the first rung, or follow student");
        }
        if (rung.callsServer() && rung.budgetUsd() != null && rung.budgetUsd() > budgetUsd) {
            throw new InvalidSpecificationException(
                    place + "." + BUDGET, "is " + rung.budgetUsd() + ", more than the run's budgetUsd, " + budgetUsd);
        }
        if (rung.isFree() && rungs.subList(0, index).stream().anyMatch(TeacherSpecification::isReference)) {
            throw new InvalidSpecificationException(
                    place,
                    "costs nothing and comes after the reference teacher, which fails only if a task has no solution; put it before"
                            + " the reference teacher");
        }
    }

    private ObjectNode in(ObjectNode tree) {
        ObjectNode whole = tree.deepCopy();
        whole.remove(List.of(LIST, BUDGET, PURSE));
        whole.set(TEACHER, Json.mapper().valueToTree(first()));
        if (rungs.size() > 1) {
            ArrayNode list = whole.putArray(LIST);
            rungs.forEach(rung -> list.add(Json.mapper().<JsonNode>valueToTree(rung)));
        }
        return whole;
    }

    /** The run's teacher: the first rung with the budget and the purse of the run. A list of one is the same as one teacher. */
    private TeacherSpecification first() {
        TeacherSpecification first = rungs.get(0);
        boolean ownBudget = rungs.size() == 1 && first.callsServer() && first.budgetUsd() != null;
        try {
            return first.with(teacher -> teacher.budgetUsd(ownBudget ? first.budgetUsd() : (Double) budgetUsd)
                    .purse(purse)
                    .name(null));
        } catch (InvalidSpecificationException e) {
            throw new InvalidSpecificationException(PURSE, e.problem());
        }
    }

    private static String place(int index) {
        return LIST + "[" + index + "]";
    }
}
