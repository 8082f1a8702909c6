package dev.preceptor.run.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.specification.InvalidSpecificationException;
import dev.preceptor.contracts.specification.InvalidTextException;
import dev.preceptor.contracts.specification.SpecificationProblem;
import dev.preceptor.contracts.specification.SpecificationReader;
import dev.preceptor.contracts.specification.SpecificationText;
import dev.preceptor.run.api.AllowedServers;
import dev.preceptor.run.api.InvalidRequestException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Finds what is wrong with a specification before a run. */
@ApplicationScoped
class SpecificationCheck {

    private static final String PRICES = "prices";

    private final AllowedServers servers;

    SpecificationCheck(AllowedServers servers) {
        this.servers = servers;
    }

    SpecificationResource.Checked of(SpecificationResource.Draft draft) {
        try {
            SpecificationText text = SpecificationText.of(Objects.requireNonNullElse(draft.text(), ""));
            ObjectNode settings = withTasks(text.tree(), draft.practice(), draft.exam());
            List<SpecificationProblem> problems = new ArrayList<>();
            removePrices(text, settings, problems);
            problems.addAll(text.problems(settings));
            if (problems.isEmpty()) {
                refused(text, settings, problems);
            }
            return new SpecificationResource.Checked(List.copyOf(problems), problems.isEmpty() ? settings : null);
        } catch (InvalidTextException e) {
            return new SpecificationResource.Checked(List.of(e.problem()), null);
        }
    }

    /** Fills in the names of tasks that were chosen beside the text. */
    private static ObjectNode withTasks(ObjectNode tree, String practice, String exam) {
        ObjectNode settings = tree.deepCopy();
        JsonNode tasks = settings.path("tasks");
        if (tasks.isMissingNode() || tasks.isNull()) {
            tasks = settings.putObject("tasks");
        }
        if (tasks instanceof ObjectNode names) {
            if (practice != null && !names.has("practice")) {
                names.put("practice", practice);
            }
            if (exam != null && !names.has("exam")) {
                names.put("exam", exam);
            }
        }
        return settings;
    }

    /** A file of prices is on the machine of whoever wrote the text. */
    private static void removePrices(SpecificationText text, ObjectNode settings, List<SpecificationProblem> problems) {
        removePrices(settings.path("teacher"), "teacher", text, problems);
        JsonNode teachers = settings.path("teachers");
        for (int i = 0; i < teachers.size(); i++) {
            removePrices(teachers.get(i), "teachers[" + i + "]", text, problems);
        }
    }

    private static void removePrices(
            JsonNode section, String place, SpecificationText text, List<SpecificationProblem> problems) {
        if (section instanceof ObjectNode teacher && teacher.remove(PRICES) != null) {
            problems.add(text.at(new InvalidSpecificationException(
                            place + "." + PRICES,
                            "names a file, which only the command line can read; write pricePerMillionTokens:"
                                    + " {prompt: X, completion: Y}"))
                    .problem());
        }
    }

    /** The servers that the operator does not allow. */
    private void refused(SpecificationText text, ObjectNode settings, List<SpecificationProblem> problems) {
        try {
            servers.require(SpecificationReader.read(settings));
        } catch (InvalidRequestException e) {
            String setting = e.getMessage().contains(": ") ? e.getMessage().split(": ", 2)[0] : "";
            SpecificationProblem place =
                    text.at(new InvalidSpecificationException(setting, "")).problem();
            problems.add(new SpecificationProblem(place.line(), place.column(), setting, e.getMessage()));
        }
    }
}
