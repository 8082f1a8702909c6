package dev.preceptor.teacher.batch;

import dev.preceptor.contracts.event.TeacherCall;
import dev.preceptor.teacher.chat.ChatRequest;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The batches of one provider's account, in the protocol of the provider. Each method but {@link #line} sends HTTP requests. */
interface BatchEndpoint {

    /** What a provider accepts in one batch. */
    record Limits(int requests, long bytes) {}

    Limits limits();

    /** How the lines of requests become the body that the provider takes. */
    BatchFile.Frame frame();

    /** One request as a line of the batch. */
    String line(String customId, ChatRequest request);

    /**
     * Creates a batch.
     *
     * @param batchKey our own name of the batch
     * @param within no HTTP request that may create the batch is in flight after this time
     */
    Creation create(BatchFile file, String batchKey, Duration within) throws InterruptedException;

    /**
     * Looks for a batch that may have been created.
     *
     * @param intended the batch's entry in the log
     * @param isCustomId whether a name of a request belongs to the batch
     * @param isKnown whether a batch of the provider is known under another key
     */
    Search find(TeacherCall intended, Predicate<String> isCustomId, Predicate<String> isKnown)
            throws InterruptedException;

    /** The state of a batch. */
    Progress progress(String batchId) throws InterruptedException;

    /** Asks the provider to cancel a batch; the requests that it has answered stay answered. */
    void cancel(String batchId) throws InterruptedException;

    /**
     * Reads the results of a batch that has ended.
     *
     * @return why they could not be read to their end; null if they were
     */
    String results(String batchId, Progress.Ended ended, Consumer<BatchResult> reader) throws InterruptedException;
}
