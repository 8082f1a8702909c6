package dev.preceptor.cli;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.preceptor.contracts.Topic;
import dev.preceptor.contracts.TopicNames;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The table of modules in docs/ARCHITECTURE.md, checked against the compiled classes. */
class ModuleDependenciesTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final String PACKAGES = "dev.preceptor.";
    /** A row: the folder, what it contains, the modules that it may depend on. */
    private static final Pattern ROW = Pattern.compile("\\| `([a-z-]+)/`[^|]*\\|[^|]*\\|([^|]*)\\|");

    private static final Map<String, Set<String>> ALLOWED = new LinkedHashMap<>();
    private static JavaClasses classes;

    @BeforeAll
    static void readTableAndClasses() throws IOException {
        for (String line : Files.readAllLines(ROOT.resolve("docs/ARCHITECTURE.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches() && Files.exists(ROOT.resolve(row.group(1)).resolve("pom.xml"))) {
                Set<String> modules = Arrays.stream(row.group(2).split(","))
                        .map(String::strip)
                        .collect(Collectors.toSet());
                ALLOWED.put(row.group(1), modules);
            }
        }
        classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.preceptor");
    }

    @Test
    void theTableNamesEveryModule() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT)) {
            List<String> modules = folders.filter(folder -> Files.exists(folder.resolve("pom.xml")))
                    .map(folder -> folder.getFileName().toString())
                    .toList();
            assertThat(ALLOWED.keySet()).containsExactlyInAnyOrderElementsOf(modules);
        }
    }

    @Test
    void aModuleDependsOnlyOnThoseThatTheTableAllows() {
        Set<String> violations = new TreeSet<>();
        for (JavaClass from : classes) {
            for (Dependency dependency : from.getDirectDependenciesFromSelf()) {
                String to = moduleOf(dependency.getTargetClass());
                if (to != null
                        && !to.equals(moduleOf(from))
                        && !allowed(moduleOf(from)).contains(to)) {
                    violations.add(moduleOf(from) + " -> " + to + ": " + from.getName() + " uses "
                            + dependency.getTargetClass().getName());
                }
            }
        }
        assertThat(violations).isEmpty();
    }

    @Test
    void everyClassIsInAModuleOfTheTable() {
        Set<String> unknown = new TreeSet<>();
        for (JavaClass each : classes) {
            if (!ALLOWED.containsKey(moduleOf(each))) {
                unknown.add(each.getName());
            }
        }
        assertThat(unknown).isEmpty();
    }

    @Test
    void modulesHaveNoCycles() {
        slices().matching(PACKAGES + "(*)..").should().beFreeOfCycles().check(classes);
    }

    /**
     * Commands ask run-service and know no topics. {@code dlq} reads dead letters from Kafka, which is its purpose; {@code kafka} has the
     * options with which {@code dlq}, {@code lesson} and {@code export} name a broker; {@code taskgeneration} still generates in the
     * terminal.
     */
    @Test
    void commandsKnowNoTopicsAndNoKafkaClients() {
        noClasses()
                .that()
                .resideInAPackage("dev.preceptor.cli..")
                .and()
                .resideOutsideOfPackages(
                        "dev.preceptor.cli.deadletter..",
                        "dev.preceptor.cli.kafka..",
                        "dev.preceptor.cli.taskgeneration..")
                .should()
                .dependOnClassesThat(resideInAPackage("org.apache.kafka..").or(equivalentTo(Topic.class)))
                .orShould()
                .dependOnClassesThat(equivalentTo(TopicNames.class))
                .check(classes);
    }

    /** The module whose package it is: `dev.preceptor.run` is run-service, `dev.preceptor.artifactstore` artifact-store. */
    private static String moduleOf(JavaClass type) {
        if (!type.getPackageName().startsWith(PACKAGES)) {
            return null;
        }
        String name = type.getPackageName().substring(PACKAGES.length()).split("\\.")[0];
        return ALLOWED.keySet().stream()
                .filter(module ->
                        module.replace("-service", "").replace("-", "").equals(name))
                .findFirst()
                .orElse("no module for " + name);
    }

    private static Set<String> allowed(String module) {
        Set<String> allowed = ALLOWED.getOrDefault(module, Set.of());
        return allowed.contains("all of the above") ? above(module) : allowed;
    }

    private static Set<String> above(String module) {
        return ALLOWED.keySet().stream()
                .takeWhile(other -> !other.equals(module))
                .collect(Collectors.toSet());
    }
}
