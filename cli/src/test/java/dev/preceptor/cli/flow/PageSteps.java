package dev.preceptor.cli.flow;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.github.difflib.DiffUtils;
import dev.preceptor.contracts.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/** What a person does on the pages of a run, and what must be seen then. */
final class PageSteps {

    private final Browser browser;
    private final String address;
    private final String finished;

    /** @param finished the run of {@link OddTasks#recordedRun} */
    PageSteps(Browser browser, String address, String finished) {
        this.browser = browser;
        this.address = address;
        this.finished = finished;
    }

    void logsIn() throws Exception {
        browser.type("#token", "not-a-token-of-anybody");
        browser.click("button[type=submit]");
        browser.awaitText("The server does not know this token.");
        browser.type("#token", PagesServer.ALICE);
        browser.click("button[type=submit]");
        browser.awaitText("alice");
        assertThat(browser.value("document.cookie").asText()).isEmpty();
    }

    void watchesARun(String runId) throws Exception {
        browser.click("a[href='#/runs/" + runId + "']");
        browser.await(untaughtIsAtLeast(1));
        int ended = browser.value(untaught()).asInt();
        browser.await(untaughtIsAtLeast(ended + 1));
        browser.await("document.querySelector('.lags:not([hidden]) [data-lag=student]')");

        browser.click("[data-action=pause]");
        browser.await("document.querySelector('.pill').innerText.includes('paused')");
        browser.click("[data-action=resume]");
        browser.await("document.querySelector('.pill').innerText.includes('running')");
        int afterPause = browser.value(untaught()).asInt();
        browser.await(untaughtIsAtLeast(afterPause + 1));

        browser.click("[data-action=cancel]");
        browser.click("[data-action=confirm-cancel]");
        browser.await("document.querySelector('.pill').innerText.includes('cancelled')");
        browser.await("!document.querySelector('[data-action]')");
        browser.await("document.querySelector('.lags').hidden");
    }

    static String untaught() {
        return "Number(document.querySelector('[data-outcome=untaught]')?.innerText ?? 0)";
    }

    static String untaughtIsAtLeast(int number) {
        return untaught() + " >= " + number;
    }

    void readsALesson() throws Exception {
        browser.open(address + "/#/runs/" + finished + "/lessons");
        browser.await("document.querySelectorAll('[role=option]').length === 4");
        browser.value("document.querySelector('[role=listbox]').focus()");
        browser.press("End");
        browser.press("Home");
        browser.press("Enter");
        browser.await("document.querySelector('.diff .added')");
        browser.awaitText(OddTasks.ARABIC);
        browser.awaitText(OddTasks.EMOJI);
        assertThat(browser.value("document.querySelector('h1').innerText").asText())
                .isEqualTo(OddTasks.HOSTILE_TASK);
        assertThat(browser.value("document.querySelector('.diff').innerText").asText())
                .contains(OddTasks.SCRIPT, "return 2 * n");
        assertThat(browser.value("document.querySelectorAll('main script, main img').length")
                        .asInt())
                .isZero();
        assertThat(browser.value("document.querySelector('.diff .py-comment').textContent")
                        .asText())
                .isEqualTo("# " + OddTasks.SCRIPT);
        browser.click("a[rel=next]");
        browser.await("document.querySelector('h1').innerText === 'plain/a'");
        browser.value("document.activeElement.blur()");
        browser.press("ArrowLeft");
        browser.await("document.querySelector('.diff .added')");
    }

    void readsALongLesson() {
        browser.open(address + "/#/runs/" + finished + "/lesson?task=" + PagesServer.encoded(OddTasks.LONG_TASK));
        browser.awaitText(OddTasks.LONG_TASK);
        browser.await("document.querySelector('.code')");
        assertThat(browser.value("document.querySelector('pre.text').textContent")
                        .asText())
                .isEqualTo(OddTasks.longPrompt());
        String program = browser.value(
                        "[...document.querySelectorAll('.source')].map(line => line.textContent).join('\\n') + '\\n'")
                .asText();
        assertThat(program).isEqualTo(OddTasks.attemptAt(OddTasks.LONG_TASK));
    }

    void filtersTheGrid() {
        browser.open(address + "/#/runs/" + finished + "/lessons");
        browser.click("button[aria-label='Show as a grid']");
        browser.await("document.querySelectorAll('.cell').length === 4");
        browser.choose("select[aria-label=Outcome]", "TAUGHT");
        browser.await("document.querySelectorAll('.cell').length === 1");
        assertThat(browser.value("document.querySelector('.cell').ariaLabel").asText())
                .isEqualTo(OddTasks.HOSTILE_TASK + ", round 1, sample 0: taught");
        browser.choose("select[aria-label=Outcome]", "");
        browser.await("document.querySelectorAll('.cell').length === 4");
        browser.choose("select[aria-label='Type of error']", "ValueError");
        browser.await("document.querySelectorAll('.cell').length === 1");
        browser.click(".cell");
        browser.await("document.querySelector('h1').innerText === 'plain/b'");
        browser.open(address + "/#/runs/" + finished + "/lessons");
        browser.click("button[aria-label='Show as a list']");
    }

    /** Every page, at both widths and in both themes: nothing is wider than the window, and axe-core finds nothing grave. */
    void everyPageIsAccessible(String cancelled) throws Exception {
        String run = "#/runs/" + finished;
        String task = "?task=" + PagesServer.encoded(OddTasks.HOSTILE_TASK).replace("+", "%20");
        Map<String, String> contents = new LinkedHashMap<>();
        contents.put("#/runs", ".runs tbody tr");
        contents.put(run, ".curves .u-legend");
        contents.put(run + "/lessons", "[role=option]");
        contents.put(run + "/lesson" + task, ".diff .added");
        contents.put("#/runs/" + cancelled, ".tiles");
        contents.put("#/new", "textarea");
        contents.put("#/machines", ".topics tbody tr");
        contents.put("#/compare?runs=" + finished + "," + cancelled, ".results tbody tr");
        contents.put("#/comparisons", ".empty");
        contents.put("#/checkpoints", "table.checkpoints tbody tr");
        contents.put(run + "/checkpoints", ".checkpoint-exam");
        List<String> found = new ArrayList<>();
        for (Map.Entry<String, String> page : contents.entrySet()) {
            browser.open(address + "/" + page.getKey());
            browser.await("document.querySelector(\"" + page.getValue() + "\")");
            found.addAll(Accessibility.faults(browser));
        }
        browser.size(1600, 900);
        assertThat(found).isEmpty();
    }

    /** The reference is java-diff-utils: as many lines stay as in its shortest edit script, and both sides are complete. */
    void seesProgramsSideBySide() throws Exception {
        Random random = new Random(3);
        ArrayNode pairs = Json.mapper().createArrayNode();
        for (int i = 0; i < 100; i++) {
            pairs.addArray().add(program(random)).add(program(random));
        }
        JsonNode all = browser.value(
                "import('/page/diff.js').then(diff => " + pairs + ".map(([a, b]) => diff.diffLines(a, b)))");
        for (int i = 0; i < pairs.size(); i++) {
            List<String> before = List.of(pairs.get(i).get(0).asText().split("\n"));
            List<String> after = List.of(pairs.get(i).get(1).asText().split("\n"));
            int changed = DiffUtils.diff(before, after).getDeltas().stream()
                    .mapToInt(delta -> delta.getSource().size())
                    .sum();
            List<String> left = new ArrayList<>();
            List<String> right = new ArrayList<>();
            int same = 0;
            for (JsonNode row : all.get(i)) {
                row.path("left").findValuesAsText("text", left);
                row.path("right").findValuesAsText("text", right);
                same += row.path("same").asBoolean() ? 1 : 0;
            }
            assertThat(left).isEqualTo(before);
            assertThat(right).isEqualTo(after);
            assertThat(same).as("%s", pairs.get(i)).isEqualTo(before.size() - changed);
        }
    }

    private static String program(Random random) {
        return random.ints(1 + random.nextInt(15), 0, 5)
                .mapToObj(line -> "line " + line)
                .collect(Collectors.joining("\n"));
    }

    void scrollsAHundredThousandLessons() throws Exception {
        int nodes = browser.value("Promise.all([import('/page/window.js'), import('/page/dom.js')]).then("
                        + "([{WindowedItems}, {h}]) => {"
                        + " const items = new WindowedItems({label: 'x', draw: text => h('div', {}, text), open() {}, needMore() {}});"
                        + " document.querySelector('main').replaceChildren(items.element);"
                        + " items.element.style.height = '600px';"
                        + " items.set(Array.from({length: 100000}, (_, index) => 'item ' + index), {height: 44, width: Infinity});"
                        + " items.element.dispatchEvent(new KeyboardEvent('keydown', {key: 'End'}));"
                        + " window.last = items.element.querySelector('[aria-selected=true]').textContent;"
                        + " return document.querySelectorAll('*').length; })")
                .asInt();
        assertThat(nodes).isBetween(10, 500);
        assertThat(browser.value("window.last").asText()).isEqualTo("item 99999");
    }
}
