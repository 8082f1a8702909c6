package dev.preceptor.languagemodel.generation;

import dev.preceptor.languagemodel.network.KeyValueCache;
import dev.preceptor.languagemodel.network.NativeThread;
import dev.preceptor.languagemodel.network.Network;
import dev.preceptor.languagemodel.network.NetworkStep;
import dev.preceptor.languagemodel.network.Torch;
import java.util.ArrayList;
import java.util.List;

/**
 * One thread of a generator: it waits for sequences in its slots, and computes them step by step in a {@link NativeThread}, which
 * ends when all slots are free.
 */
final class Worker implements Runnable {

    private final int number;
    private final Network network;
    private final KeyValueCache cache;
    private final SequenceQueue queue;
    private final int prefillTokens;
    private final int cores;
    private int coresInUse;

    /**
     * @param number of this worker, from 0
     * @param prefillTokens prompt tokens of one step
     * @param cores of all workers together
     */
    Worker(int number, Network network, KeyValueCache cache, SequenceQueue queue, int prefillTokens, int cores) {
        this.number = number;
        this.network = network;
        this.cache = cache;
        this.queue = queue;
        this.prefillTokens = prefillTokens;
        this.cores = cores;
    }

    @Override
    public void run() {
        try {
            for (List<RunningSequence> own = queue.admit(number); !own.isEmpty(); own = queue.admit(number)) {
                List<RunningSequence> first = own;
                NativeThread.call("generator-" + number, () -> computeAll(first));
            }
        } finally {
            queue.close();
            queue.failRunning(number, SequenceQueue.closedException());
        }
    }

    /** Computes until all slots of this worker are free. */
    private Void computeAll(List<RunningSequence> first) {
        coresInUse = 0;
        for (List<RunningSequence> own = first; !own.isEmpty(); own = queue.admitAtOnce(number)) {
            try {
                compute(own);
            } catch (RuntimeException e) {
                queue.failRunning(number, new GenerationException("the computation failed: " + e.getMessage(), e));
            }
        }
        return null;
    }

    /** A worker that is alone takes the cores of those that have nothing to do, for a step that gains from them. */
    private void takeCores(boolean reading) {
        boolean gains = reading || !network.hasShortSteps();
        int share = gains ? Math.max(1, cores / Math.max(1, queue.busyWorkers())) : 1;
        if (share != coresInUse) {
            Torch.prepareThread(share);
            coresInUse = share;
        }
    }

    /** One step: some prompt tokens, and one token for every sequence whose prompt is complete. */
    private void compute(List<RunningSequence> own) {
        NetworkStep step = new NetworkStep();
        List<RunningSequence> wanting = new ArrayList<>();
        int[] counts = new int[own.size()];
        int budget = prefillTokens;
        for (int i = 0; i < own.size() && budget > 0; i++) {
            RunningSequence sequence = own.get(i);
            if (sequence != null && !sequence.isDecoding()) {
                int[] prompt = sequence.request().promptIds();
                counts[i] = Math.min(budget, prompt.length - sequence.prefilled());
                budget -= counts[i];
                step.addSegment(slot(i), sequence.prefilled(), prompt, counts[i]);
                if (sequence.prefilled() + counts[i] == prompt.length) {
                    want(step, sequence, wanting);
                }
            }
        }
        for (int i = 0; i < own.size(); i++) {
            RunningSequence sequence = own.get(i);
            if (sequence != null && sequence.generated() > 0) {
                step.addDecoding(slot(i), sequence.lastPosition(), sequence.lastToken());
                want(step, sequence, wanting);
            }
        }
        takeCores(budget < prefillTokens);
        long[] next = network.run(step, cache);
        for (int i = 0; i < own.size(); i++) {
            RunningSequence sequence = own.get(i);
            if (counts[i] > 0) {
                int start = sequence.prefilled();
                queue.recordCached(slot(i), start, sequence.request().promptIds(), start, counts[i]);
                sequence.prefilled(start + counts[i]);
            } else if (sequence != null && sequence.generated() > 0) {
                queue.recordCached(slot(i), sequence.lastPosition(), new int[] {sequence.lastToken()}, 0, 1);
            }
        }
        for (int i = 0; i < next.length; i++) {
            wanting.get(i).accept((int) next[i]);
        }
    }

    private int slot(int index) {
        return queue.first(number) + index;
    }

    private static void want(NetworkStep step, RunningSequence sequence, List<RunningSequence> wanting) {
        Sampling sampling = sequence.request().sampling();
        step.requestNextToken(sampling.temperature(), sampling.topP(), sampling.topK(), sequence.draw());
        wanting.add(sequence);
    }
}
