import com.google.gson.JsonObject;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.CDPSession;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A page in a real browser of its own. All calls come from one thread. */
final class Tab implements AutoCloseable {

    private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
    private static final double BYTES_PER_MEGABYTE = 1 << 20;

    private final Playwright playwright;
    private final Page page;
    private final CDPSession session;

    private Tab(Playwright playwright, Page page) {
        this.playwright = playwright;
        this.page = page;
        this.session = page.context().newCDPSession(page);
    }

    /** Opens a page and waits until it shows its heading. */
    static Tab open(URI address) {
        Playwright playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(CHROMIUM)
                        .setArgs(List.of("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage")));
        Page page = browser.newPage();
        page.navigate(address.toString());
        page.waitForSelector("main h1");
        return new Tab(playwright, page);
    }

    /** The objects of the page's scripts after a garbage collection. */
    double scriptMegabytes() {
        session.send("HeapProfiler.collectGarbage");
        JsonObject usage = session.send("Runtime.getHeapUsage");
        return Math.round(10 * usage.get("usedSize").getAsDouble() / BYTES_PER_MEGABYTE) / 10.0;
    }

    /** From the beginning of the navigation to the first content, in milliseconds. */
    long firstPaintMillis() {
        Object start = page.evaluate("new Promise(done => new PerformanceObserver(list => {"
                + " const [paint] = list.getEntriesByName('first-contentful-paint');"
                + " if (paint) { done(paint.startTime); } }).observe({type: 'paint', buffered: true}))");
        return Math.round(((Number) start).doubleValue());
    }

    @Override
    public void close() {
        playwright.close();
    }
}
