package dev.preceptor.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code deploy/kafka/acls.sh} grants what the services' topics and groups need, as the code names them. */
class KafkaAclsTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final TopicNames NAMES = new TopicNames("team.");
    private static final String PREFIX_SETTING = "${preceptor.prefix:}";

    /** One call of kafka-acls.sh. */
    private record Grant(Set<String> operations, Set<String> topics, Set<String> groups, String pattern) {

        static Grant of(String line) {
            List<String> words = List.of(line.split(" "));
            return new Grant(
                    after("--operation", words),
                    after("--topic", words),
                    after("--group", words),
                    String.join(" ", after("--resource-pattern-type", words)));
        }

        private static Set<String> after(String option, List<String> words) {
            Set<String> values = new TreeSet<>();
            for (int i = 0; i + 1 < words.size(); i++) {
                if (words.get(i).equals(option)) {
                    values.add(words.get(i + 1));
                }
            }
            return values;
        }
    }

    @Test
    void theServicesMayCreateReadAndWriteEveryTopic() throws Exception {
        Set<String> all = Arrays.stream(Topic.values())
                .flatMap(topic -> Stream.of(NAMES.of(topic), NAMES.deadLetters(topic)))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(grants("services")).anySatisfy(grant -> {
            assertThat(grant.topics()).isEqualTo(all);
            assertThat(grant.operations()).contains("Create", "Read", "Write", "DescribeConfigs");
            assertThat(grant.pattern()).isEqualTo("literal");
        });
    }

    @Test
    void everyGroupOfTheServicesIsCovered() throws Exception {
        Set<String> prefixes = grants("services").stream()
                .filter(grant -> grant.pattern().equals("prefixed"))
                .flatMap(grant -> grant.groups().stream())
                .collect(Collectors.toSet());

        assertThat(values(settings(), ".*\\.group\\.id|.*\\.application-id"))
                .hasSizeGreaterThanOrEqualTo(5)
                .allSatisfy(group -> assertThat(prefixes).anyMatch(group::startsWith));
    }

    @Test
    void theExecutorMayUseItsChannelsAndItsStatusOnly() throws Exception {
        Properties executor = new Properties();
        settings().forEach((key, value) -> {
            if (String.valueOf(key).contains("going.executor-")
                    || String.valueOf(key).contains("coming.executor-")) {
                executor.put(key, value);
            }
        });
        Set<String> read = values(executor, ".*\\.incoming\\.[^.]*\\.topics?");
        Set<String> written = values(executor, ".*\\.outgoing\\..*\\.topic");
        read.forEach(topic -> written.add(topic + "-dlq"));
        written.add(NAMES.of(Topic.SERVICE_STATUS));

        List<Grant> grants = grants("executor");

        assertThat(topics(grants, "Read")).isEqualTo(read);
        assertThat(topics(grants, "Write")).isEqualTo(written);
        assertThat(grants.stream().flatMap(grant -> grant.groups().stream()).collect(Collectors.toSet()))
                .isEqualTo(values(executor, ".*\\.group\\.id"));
        assertThat(grants).allSatisfy(grant -> assertThat(grant.pattern()).isEqualTo("literal"));
    }

    @Test
    void kedaMayDescribeTheTopicsOfItsTriggers() throws Exception {
        Set<String> triggers = Pattern.compile("topic: (\\S+)")
                .matcher(Files.readString(ROOT.resolve("deploy/kubernetes/keda/scaled-objects.yaml")))
                .results()
                .map(found -> NAMES.prefix() + found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(topics(grants("keda"), "Describe")).isNotEmpty().isEqualTo(triggers);
    }

    private static Set<String> topics(List<Grant> grants, String operation) {
        return grants.stream()
                .filter(grant -> grant.operations().contains(operation))
                .flatMap(grant -> grant.topics().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<Grant> grants(String role) throws Exception {
        ProcessBuilder builder = new ProcessBuilder(
                "sh", ROOT.resolve("deploy/kafka/acls.sh").toString(), role, "User:somebody", "echo");
        builder.environment().put("PRECEPTOR_PREFIX", NAMES.prefix());
        Process process = builder.redirectErrorStream(true).start();
        List<Grant> grants = new ArrayList<>();
        try (Stream<String> lines = process.inputReader().lines()) {
            lines.map(Grant::of).forEach(grants::add);
        }
        assertThat(process.waitFor()).as("exit status").isZero();
        return grants;
    }

    /** The settings of all services, from their jars. */
    private static Properties settings() throws IOException {
        Properties all = new Properties();
        for (URL file : Collections.list(
                KafkaAclsTest.class.getClassLoader().getResources("META-INF/microprofile-config.properties"))) {
            try (InputStream in = file.openStream()) {
                all.load(in);
            }
        }
        return all;
    }

    /** The values of the settings whose names match, those of lists one by one, in an installation with our prefix. */
    private static Set<String> values(Properties settings, String pattern) {
        return settings.stringPropertyNames().stream()
                .filter(name -> name.matches(pattern))
                .map(settings::getProperty)
                .map(value -> value.replace(PREFIX_SETTING, NAMES.prefix()))
                .flatMap(value -> Stream.of(value.split(",")))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
