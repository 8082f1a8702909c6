package dev.preceptor.cli.specification;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** The teachers of a specification as it was written. */
final class TeacherSections {

    private TeacherSections() {}

    /** The section {@code teacher}, and the elements of {@code teachers}; what is no mapping is left out. */
    static List<ObjectNode> of(ObjectNode specification) {
        List<ObjectNode> sections = new ArrayList<>();
        add(specification.path("teacher"), sections);
        specification.path("teachers").forEach(element -> add(element, sections));
        return sections;
    }

    private static void add(JsonNode node, List<ObjectNode> sections) {
        if (node instanceof ObjectNode section) {
            sections.add(section);
        }
    }
}
