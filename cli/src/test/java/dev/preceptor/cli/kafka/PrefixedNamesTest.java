package dev.preceptor.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A name that forgets its installation's prefix would read what another installation writes, and nothing else would notice. */
class PrefixedNamesTest {

    private static final Path ROOT = Path.of("..");
    private static final Pattern NAMED_IN_SETTINGS = Pattern.compile(
            "^(mp\\.messaging\\..*\\.(topics?|group\\.id)|quarkus\\.kafka-streams\\.(application-id|topics))=.*");
    private static final Pattern UNPREFIXED_IN_CODE =
            Pattern.compile("topicName\\(\\)|Topic::(topicName|deadLetters)|(topic|[A-Z_]{4,})\\.deadLetters\\(\\)");

    @Test
    void inTheSettingsOfTheServicesEveryTopicAndGroupBeginsWithThePrefix() {
        List<String> named = lines("src/main/resources/META-INF", "microprofile-config.properties", NAMED_IN_SETTINGS);

        assertThat(named).hasSizeGreaterThan(30).allSatisfy(line -> assertThat(line)
                .contains("=${preceptor.prefix:}"));
    }

    @Test
    void inTheCodeOfServicesAndCommandsTopicNamesAreAskedForEveryName() {
        assertThat(lines("src/main/java", ".java", UNPREFIXED_IN_CODE)).isEmpty();
    }

    private static List<String> lines(String folder, String ending, Pattern wanted) {
        List<String> found = new ArrayList<>();
        for (Path module : list(ROOT)) {
            if (module.endsWith("contracts") || !Files.isDirectory(module.resolve(folder))) {
                continue;
            }
            try (Stream<Path> files = Files.walk(module.resolve(folder))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(ending)).toList()) {
                    Files.readAllLines(file).stream()
                            .filter(line -> wanted.matcher(line).find())
                            .forEach(line -> found.add(file + ": " + line));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return found;
    }

    private static List<Path> list(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
