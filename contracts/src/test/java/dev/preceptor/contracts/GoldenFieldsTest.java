package dev.preceptor.contracts;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.contracts.event.Event;
import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every field of every event stands in a golden file, so that none can be removed or renamed unnoticed. */
class GoldenFieldsTest {

    @Test
    void aFieldThatIsNewIsAddedToAGoldenFileToo() throws Exception {
        Set<String> fields = new TreeSet<>();
        Set<String> held = new TreeSet<>();
        for (Topic topic : Topic.values()) {
            declared(topic.eventType(), fields);
            for (JsonNode golden : goldenFilesOf(topic)) {
                hold(golden, topic.eventType(), held);
            }
        }

        assertThat(fields).contains("TestResult.verdict", "Task.entryPoint");
        fields.removeAll(held);
        assertThat(fields).as("fields in no golden file").isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Topic.class)
    void whatEachGoldenFileHoldsIsReadAndWritten(Topic topic) throws Exception {
        assertThat(goldenFilesOf(topic)).isNotEmpty().allSatisfy(golden -> {
            Event event = Json.mapper().treeToValue(golden, topic.eventType());
            assertThat(WireFormatTest.withoutAdditions(WireFormatTest.writtenAndRead(event), golden))
                    .isEqualTo(golden);
        });
    }

    private static List<JsonNode> goldenFilesOf(Topic topic) throws IOException, URISyntaxException {
        Path folder = Path.of(GoldenFieldsTest.class.getResource("/golden").toURI());
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().matches(topic.topicName() + "(-with-.*)?\\.json"))
                    .map(GoldenFieldsTest::json)
                    .toList();
        }
    }

    private static JsonNode json(Path file) {
        try {
            return Json.mapper().readTree(file.toFile());
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    private static void declared(Type type, Set<String> fields) {
        if (type instanceof ParameterizedType generic) {
            Arrays.stream(generic.getActualTypeArguments()).forEach(argument -> declared(argument, fields));
        } else if (type instanceof Class<?> of && of.isRecord()) {
            for (RecordComponent component : of.getRecordComponents()) {
                if (!component.getAccessor().isAnnotationPresent(JsonIgnore.class) && fields.add(name(of, component))) {
                    declared(component.getGenericType(), fields);
                }
            }
        }
    }

    private static void hold(JsonNode node, Type type, Set<String> held) {
        if (type instanceof ParameterizedType generic) {
            Type element = generic.getActualTypeArguments()[Map.class.equals(generic.getRawType()) ? 1 : 0];
            node.forEach(each -> hold(each, element, held));
        } else if (type instanceof Class<?> of && of.isRecord()) {
            if (node.isArray()) {
                // Positional: an interval is [low, high].
                declared(of, held);
            }
            for (RecordComponent component : of.getRecordComponents()) {
                if (node.hasNonNull(jsonName(component))) {
                    held.add(name(of, component));
                    hold(node.get(jsonName(component)), component.getGenericType(), held);
                }
            }
        }
    }

    private static String jsonName(RecordComponent component) {
        JsonProperty written = component.getAccessor().getAnnotation(JsonProperty.class);
        return written == null ? component.getName() : written.value();
    }

    private static String name(Class<?> of, RecordComponent component) {
        return of.getSimpleName() + "." + component.getName();
    }
}
