package dev.preceptor.run.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.preceptor.contracts.Json;
import dev.preceptor.contracts.event.Run;
import dev.preceptor.contracts.report.Lesson;
import dev.preceptor.contracts.report.Outcome;
import dev.preceptor.contracts.report.TaskRow;
import dev.preceptor.contracts.specification.Method;
import dev.preceptor.run.Runs;
import dev.preceptor.run.ledger.RunLedger;
import dev.preceptor.run.lesson.SampleAddress;
import dev.preceptor.run.lesson.SampleLedger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.junit.jupiter.api.Test;

class PagesTest {

    private static final RunFilter EVERY_RUN = new RunFilter(null, null);

    /** A part of a store, whose keys are in the order of their bytes. */
    private static final class Partition implements ReadOnlyKeyValueStore<String, SampleLedger> {
        private final TreeMap<String, SampleLedger> entries =
                new TreeMap<>((a, b) -> Arrays.compareUnsigned(bytes(a), bytes(b)));
        private int open;
        private int read;

        private static byte[] bytes(String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public SampleLedger get(String key) {
            return entries.get(key);
        }

        @Override
        public KeyValueIterator<String, SampleLedger> range(String from, String to) {
            return iterator(entries.subMap(from, true, to, true));
        }

        @Override
        public KeyValueIterator<String, SampleLedger> reverseRange(String from, String to) {
            return iterator(entries.subMap(from, true, to, true).descendingMap());
        }

        private KeyValueIterator<String, SampleLedger> iterator(Map<String, SampleLedger> part) {
            open++;
            List<Map.Entry<String, SampleLedger>> range = new ArrayList<>(part.entrySet());
            return new KeyValueIterator<>() {
                private int next;

                @Override
                public void close() {
                    open--;
                }

                @Override
                public String peekNextKey() {
                    return range.get(next).getKey();
                }

                @Override
                public boolean hasNext() {
                    return next < range.size();
                }

                @Override
                public KeyValue<String, SampleLedger> next() {
                    Map.Entry<String, SampleLedger> entry = range.get(next++);
                    read++;
                    return KeyValue.pair(entry.getKey(), entry.getValue());
                }
            };
        }

        @Override
        public KeyValueIterator<String, SampleLedger> all() {
            throw new UnsupportedOperationException();
        }

        @Override
        public long approximateNumEntries() {
            return entries.size();
        }
    }

    private final List<Partition> partitions = List.of(new Partition(), new Partition(), new Partition());

    private static SampleLedger ended(SampleAddress address, Outcome outcome, String prompt) {
        ObjectNode tree = Json.mapper().createObjectNode();
        tree.set("address", Json.mapper().valueToTree(address));
        tree.put("prompt", prompt).put("outcome", outcome == null ? null : outcome.name());
        try {
            return Json.mapper().treeToValue(tree, SampleLedger.class);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void put(int partition, String runId, String task, Outcome outcome, String prompt) {
        SampleAddress address = new SampleAddress(runId, 1, task, 0);
        partitions.get(partition).entries.put(address.key(), ended(address, outcome, prompt));
    }

    private Page<Lesson> lessons(LessonQuery query, int limit, String after) {
        return LessonPages.of(List.copyOf(partitions), "run", query, new PageLimits(limit, after));
    }

    private static LessonQuery only(Outcome outcome) {
        return new LessonQuery(outcome, null, null, null, false);
    }

    private static LessonQuery containing(String text) {
        return new LessonQuery(null, null, null, text, false);
    }

    private List<List<String>> allPages(LessonQuery query, int limit) {
        List<List<String>> pages = new ArrayList<>();
        String after = null;
        do {
            Page<Lesson> page = lessons(query, limit, after);
            pages.add(page.items().stream().map(Lesson::taskId).toList());
            after = page.next();
        } while (after != null);
        return pages;
    }

    @Test
    void pagesOfLessonsTogetherAreAllInTheOrderOfTheirKeysHoweverTheyArePartitioned() {
        Random random = new Random(7);
        List<String> tasks = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            String task = (i % 7 == 0 ? "é/" : "t/") + (char) ('A' + i);
            tasks.add(task);
            put(random.nextInt(3), "run", task, Outcome.TAUGHT, "p");
        }
        put(1, "run-other", "t/x", Outcome.TAUGHT, "p");
        put(2, "ruf", "t/x", Outcome.TAUGHT, "p");
        put(0, "run", "t/under way", null, "p");
        Collections.sort(tasks);

        assertThat(allPages(LessonQuery.ALL, 7).stream().flatMap(List::stream)).containsExactlyElementsOf(tasks);
        assertThat(allPages(LessonQuery.ALL, 7)).hasSize(6).allSatisfy(page -> assertThat(page.size())
                .isBetween(1, 7));
        assertThat(allPages(LessonQuery.ALL, 40)).hasSize(1);
        assertThat(partitions).allMatch(partition -> partition.open == 0);
    }

    @Test
    void onlyOneOutcomeIsShownWhereItIsAskedFor() {
        put(0, "run", "a", Outcome.SOLVED, "p");
        put(1, "run", "b", Outcome.TAUGHT, "p");
        put(0, "run", "c", Outcome.TAUGHT, "p");
        put(2, "run", "d", Outcome.UNTAUGHT, "p");

        assertThat(allPages(only(Outcome.TAUGHT), 1)).containsExactly(List.of("b"), List.of("c"));
        assertThat(allPages(only(Outcome.FAULTED), 1)).containsExactly(List.of());
    }

    private void put(int partition, String task, int round, int sample) {
        SampleAddress address = new SampleAddress("run", round, task, sample);
        partitions.get(partition).entries.put(address.key(), ended(address, Outcome.TAUGHT, "p"));
    }

    private List<Page<TaskRow>> pagesOfTasks(int rounds, LessonQuery query, int limit) {
        List<Page<TaskRow>> pages = new ArrayList<>();
        String after = null;
        do {
            Page<TaskRow> page =
                    TaskPages.of(List.copyOf(partitions), "run", rounds, query, new PageLimits(limit, after));
            pages.add(page);
            after = page.next();
        } while (after != null);
        assertThat(partitions).allMatch(partition -> partition.open == 0);
        return pages;
    }

    @Test
    void aTaskHasItsSamplesOfAllRounds() {
        // The key of a task's sample may be between those of another task's samples.
        Map<String, Integer> rounds = Map.of("a", 3, "a/1", 1, "a!", 2, "é", 3, "z", 1);
        rounds.forEach((task, last) -> {
            for (int round = 1; round <= last; round++) {
                for (int sample = 0; sample < 11; sample++) {
                    put(task.length() % 3, task, round, sample);
                }
            }
        });
        put(0, "run-other", "a", Outcome.TAUGHT, "p");

        for (int limit : List.of(1, 2, 100)) {
            Map<String, List<String>> cells = new TreeMap<>();
            for (Page<TaskRow> page : pagesOfTasks(3, LessonQuery.ALL, limit)) {
                assertThat(page.items()).hasSizeLessThanOrEqualTo(limit);
                page.items().forEach(row -> row.cells()
                        .forEach(cell -> cells.computeIfAbsent(row.taskId(), task -> new ArrayList<>())
                                .add(cell.round() + "." + cell.sample())));
            }
            assertThat(cells.keySet()).isEqualTo(rounds.keySet());
            rounds.forEach((task, last) -> assertThat(cells.get(task))
                    .as("%s, limit %s", task, limit)
                    .hasSize(11 * last)
                    .doesNotHaveDuplicates());
        }
    }

    @Test
    void aPageOfTasksReadsABoundedNumberOfSamplesAndHasOnlyThoseThatMatch() {
        int tasks = 3 * LessonPages.MOST_READ;
        for (int i = 0; i < tasks; i++) {
            put(i % 3, "run", "t" + (10_000 + i), i == tasks - 1 ? Outcome.TAUGHT : Outcome.SOLVED, "p");
        }

        List<Page<TaskRow>> pages = pagesOfTasks(1, only(Outcome.TAUGHT), 10);

        assertThat(pages).hasSize(3);
        assertThat(pages.get(0).items()).isEmpty();
        assertThat(pages.get(2).items()).extracting(TaskRow::taskId).containsExactly("t" + (10_000 + tasks - 1));
        int read = partitions.stream().mapToInt(partition -> partition.read).sum();
        assertThat(read).isBetween(tasks, tasks + 3);
    }

    @Test
    void aTextIsFoundInUpperAndLowerCase() {
        put(0, "run", "Sums/one", Outcome.SOLVED, "Add the NUMBERS.");
        put(1, "run", "other", Outcome.TAUGHT, "Write \u0627\u0644\u0645\u062c\u0645\u0648\u0639 of a list.");

        assertThat(allPages(containing("numbers"), 10)).containsExactly(List.of("Sums/one"));
        assertThat(allPages(containing("sums/"), 10)).containsExactly(List.of("Sums/one"));
        assertThat(allPages(containing("\u0627\u0644\u0645\u062c\u0645\u0648\u0639"), 10))
                .containsExactly(List.of("other"));
        assertThat(allPages(containing("  "), 10)).containsExactly(List.of("Sums/one", "other"));
        assertThat(allPages(containing("absent"), 10)).containsExactly(List.of());
    }

    @Test
    void oneRequestReadsABoundedNumberOfSamples() {
        int samples = 2 * LessonPages.MOST_READ + 1;
        for (int i = 0; i < samples; i++) {
            put(i % 3, "run", "t" + (10_000 + i), i == samples - 1 ? Outcome.TAUGHT : Outcome.SOLVED, "p");
        }

        assertThat(allPages(only(Outcome.TAUGHT), 10))
                .containsExactly(List.of(), List.of(), List.of("t" + (10_000 + samples - 1)));
        int read = partitions.stream().mapToInt(partition -> partition.read).sum();
        assertThat(read).isBetween(samples, samples + 3);
        assertThat(partitions).allMatch(partition -> partition.open == 0);
    }

    @Test
    void aBriefLessonHasNoTextsAndALongPageOfThemFits() {
        for (String task : List.of("a", "b", "c", "d")) {
            put(0, "run", task, Outcome.TAUGHT, "x".repeat(600_000));
        }

        Page<Lesson> page = lessons(new LessonQuery(null, null, null, null, true), 10, null);

        assertThat(page.items()).hasSize(4).allSatisfy(lesson -> {
            assertThat(lesson.prompt()).hasSizeLessThan(300).endsWith("x...");
            assertThat(lesson.outcome()).isEqualTo(Outcome.TAUGHT);
        });
    }

    private FoundLesson found(String task, LessonQuery neighbours) {
        return FoundLesson.of(List.copyOf(partitions), new SampleAddress("run", 1, task, 0), List.of(), neighbours)
                .orElseThrow();
    }

    @Test
    void aLessonIsFoundByItsKeyWithItsNeighbours() {
        put(0, "run", "a", Outcome.SOLVED, "p");
        put(1, "run", "b/1", Outcome.TAUGHT, "p");
        put(2, "run", "c", Outcome.SOLVED, "p");
        put(0, "run", "d", null, "p");
        put(1, "run", "e", Outcome.TAUGHT, "p");
        put(1, "run-other", "b/1", Outcome.TAUGHT, "p");

        FoundLesson middle = found("c", LessonQuery.ALL);
        assertThat(middle.lesson().taskId()).isEqualTo("c");
        assertThat(middle.previous().taskId()).isEqualTo("b/1");
        assertThat(middle.next().taskId()).isEqualTo("e");
        assertThat(found("a", LessonQuery.ALL).previous()).isNull();
        assertThat(found("e", LessonQuery.ALL).next()).isNull();
        assertThat(found("e", only(Outcome.SOLVED)).previous().taskId()).isEqualTo("c");
        assertThat(FoundLesson.of(
                        List.copyOf(partitions), new SampleAddress("run", 1, "d", 0), List.of(), LessonQuery.ALL))
                .isEmpty();
        assertThat(FoundLesson.of(
                        List.copyOf(partitions), new SampleAddress("run", 2, "a", 0), List.of(), LessonQuery.ALL))
                .isEmpty();
        assertThat(partitions).allMatch(partition -> partition.open == 0);
    }

    @Test
    void longLessonsMakeAPageShorter() {
        for (String task : List.of("a", "b", "c", "d")) {
            put(0, "run", task, Outcome.TAUGHT, "x".repeat(600_000));
        }
        put(1, "run", "e", Outcome.TAUGHT, "x".repeat(2_000_000));

        assertThat(allPages(LessonQuery.ALL, 100))
                .containsExactly(List.of("a"), List.of("b"), List.of("c"), List.of("d"), List.of("e"));
    }

    @Test
    void pagesOfRunsTogetherAreAllTheNewestFirst() {
        List<RunLedger> all = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            // Several of one millisecond.
            all.add(run("run-" + i, 1_000 + i / 3));
        }
        Collections.shuffle(all, new Random(5));
        List<String> seen = new ArrayList<>();
        List<Long> times = new ArrayList<>();
        String after = null;
        int pages = 0;
        do {
            Page<RunLedger> page = RunPages.of(all.iterator(), EVERY_RUN, new PageLimits(10, after));
            assertThat(page.items().size()).isLessThanOrEqualTo(10);
            page.items().forEach(ledger -> {
                seen.add(ledger.run().runId());
                times.add(ledger.run().createdAt().toEpochMilli());
            });
            after = page.next();
            pages++;
        } while (after != null);

        assertThat(pages).isEqualTo(3);
        assertThat(new HashSet<>(seen)).hasSize(25).hasSameSizeAs(seen);
        assertThat(times).isSortedAccordingTo(Collections.reverseOrder());
    }

    @Test
    void aDeletedRunIsNotShown() {
        RunLedger deleted = run("b", 2);
        deleted.delete(5);
        List<RunLedger> all = List.of(run("a", 3), deleted, run("c", 1));

        assertThat(RunPages.of(all.iterator(), EVERY_RUN, new PageLimits(2, null))
                        .items())
                .extracting(ledger -> ledger.run().runId())
                .containsExactly("a", "c");
    }

    @Test
    void runsAreFilteredByStateAndText() {
        List<RunLedger> all = List.of(run("sums-1", 3), run("other-2", 2), run("Sums-3", 1));

        assertThat(RunPages.of(all.iterator(), new RunFilter(Run.State.RUNNING, "sums"), new PageLimits(1, null))
                        .items())
                .extracting(ledger -> ledger.run().runId())
                .containsExactly("sums-1");
        assertThat(RunPages.of(all.iterator(), new RunFilter(null, "SUMS"), new PageLimits(5, null))
                        .items())
                .extracting(ledger -> ledger.run().runId())
                .containsExactly("sums-1", "Sums-3");
        assertThat(RunPages.of(all.iterator(), new RunFilter(Run.State.PAUSED, null), new PageLimits(5, null))
                        .items())
                .isEmpty();
    }

    @Test
    void aRunThatBeganMeanwhileMovesNothing() {
        List<RunLedger> all = new ArrayList<>(List.of(run("a", 3), run("b", 2), run("c", 1)));
        Page<RunLedger> first = RunPages.of(all.iterator(), EVERY_RUN, new PageLimits(1, null));
        all.add(run("d", 4));

        Page<RunLedger> second = RunPages.of(all.iterator(), EVERY_RUN, new PageLimits(1, first.next()));

        assertThat(second.items()).extracting(ledger -> ledger.run().runId()).containsExactly("b");
    }

    @Test
    void aPlaceThatIsNoneIsRefused() {
        Iterator<RunLedger> none = Collections.emptyIterator();
        assertThatThrownBy(() -> RunPages.of(none, EVERY_RUN, new PageLimits(1, "x")))
                .isInstanceOf(UnknownCursorException.class);
    }

    private static RunLedger run(String id, long createdAt) {
        Run run = Runs.run(Method.PERSD, 1, 1, 5);
        ObjectNode tree = Json.mapper().valueToTree(run);
        tree.put("runId", id).put("createdAt", Instant.ofEpochMilli(createdAt).toString());
        try {
            return new RunLedger(Json.mapper().treeToValue(tree, Run.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
