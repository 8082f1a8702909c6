package dev.preceptor.cli.flow;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import dev.preceptor.contracts.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;

/** A person at a page: one tab of the machine's Chromium, without a window, driven by Playwright. */
final class Browser implements AutoCloseable {

    static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final Playwright playwright;
    private final Page page;
    private final List<String> problems = new CopyOnWriteArrayList<>();

    /** Skips the test where there is no Chromium. */
    static void assumeInstalled() {
        assumeTrue(Files.isExecutable(CHROMIUM), "needs Debian's Chromium: apt-get install chromium");
    }

    /** @param folder where the browser keeps what it downloads */
    static Browser start(Path folder) {
        // Playwright would download browsers of its own.
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        try {
            BrowserType.LaunchOptions options = new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setDownloadsPath(folder)
                    .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"));
            return new Browser(playwright, playwright.chromium().launch(options).newContext());
        } catch (PlaywrightException e) {
            playwright.close();
            throw e;
        }
    }

    private Browser(Playwright playwright, BrowserContext context) {
        this.playwright = playwright;
        context.setDefaultTimeout(PATIENCE.toMillis());
        context.setDefaultNavigationTimeout(PATIENCE.toMillis());
        this.page = context.newPage();
        page.onPageError(problems::add);
        page.onDialog(dialog -> {
            problems.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onConsoleMessage(message -> {
            // Answers such as 401 and a server that is away are part of the tests.
            if (message.type().equals("error") && !message.text().startsWith("Failed to load resource")) {
                problems.add(message.text());
            }
        });
    }

    /** Exceptions of scripts, dialogs that scripts opened, and what the content security policy refused. */
    List<String> problems() {
        return List.copyOf(problems);
    }

    void size(int width, int height) {
        page.setViewportSize(width, height);
    }

    /** Shows pages in the dark theme of the system, or in the light one; nothing moves. */
    void theme(boolean dark) {
        page.emulateMedia(new Page.EmulateMediaOptions()
                .setColorScheme(dark ? ColorScheme.DARK : ColorScheme.LIGHT)
                .setReducedMotion(ReducedMotion.REDUCE));
    }

    void open(String address) {
        page.navigate(address);
    }

    /** The value of an expression in the page; of a promise, its result. */
    JsonNode value(String expression) {
        return Json.mapper().valueToTree(page.evaluate(expression));
    }

    /** Waits until an expression is true in the page. */
    void await(String expression) {
        try {
            // Playwright's own waiting would evaluate the expression in the page, which the content security policy
            // forbids.
            Awaitility.await(expression)
                    .pollInSameThread()
                    .atMost(PATIENCE)
                    .ignoreExceptionsInstanceOf(PlaywrightException.class)
                    .until(() -> value("Boolean(" + expression + ")").asBoolean());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(
                    "waited in vain for " + expression + " on: " + page.innerText("body") + problems, e);
        }
    }

    /** Waits until the page shows a text. */
    void awaitText(String text) {
        await("document.body.innerText.includes(" + quoted(text) + ")");
    }

    /** Waits for an element and clicks on it. */
    void click(String selector) {
        page.locator(selector).first().click();
    }

    /** Types into an element, in place of what it contains. */
    void type(String selector, String text) {
        Locator element = page.locator(selector).first();
        element.focus();
        element.fill(text);
    }

    /** Chooses an option of a list by its value. */
    void choose(String selector, String value) {
        page.locator(selector).first().selectOption(value);
    }

    void press(String key) {
        page.keyboard().press(key);
    }

    /** The page, for what this class does not offer. */
    Page page() {
        return page;
    }

    private static String quoted(String text) {
        return Json.mapper().valueToTree(text).toString();
    }

    @Override
    public void close() {
        playwright.close();
    }
}
