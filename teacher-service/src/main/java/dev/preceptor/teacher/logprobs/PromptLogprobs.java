package dev.preceptor.teacher.logprobs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.preceptor.artifactstore.SoftTargetRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Reads the log-probabilities of an answer at the end of a prompt: {@code prompt_logprobs} in vLLM's form, one object by token id for each
 * token, with the prompt's own token and the likeliest ones. A row has the own token first, and then the likeliest others.
 */
final class PromptLogprobs {

    private record Entry(int token, float logProbability) {}

    private final JsonNode entries;
    private final ScoredAnswer scored;

    private PromptLogprobs(JsonNode entries, ScoredAnswer scored) {
        this.entries = entries;
        this.scored = scored;
    }

    /**
     * @param entries those of the whole prompt; a missing or null node if the server sent none
     * @param scored the answer at the prompt's end
     * @return one row for each token of the answer
     * @throws UnusableLogprobsException if they are missing, incomplete, those of other tokens, or no log-probabilities
     */
    static SoftTargetRows read(JsonNode entries, ScoredAnswer scored) throws UnusableLogprobsException {
        if (!entries.isArray()) {
            throw new UnusableLogprobsException(
                    "the server reported no log-probabilities of the prompt: it ignores the parameters that ask for them");
        }
        if (entries.size() < scored.tokens().size()) {
            throw new UnusableLogprobsException(
                    "the server reported log-probabilities at %d tokens, fewer than the attempt's %d"
                            .formatted(entries.size(), scored.tokens().size()));
        }
        return new PromptLogprobs(entries, scored).rows();
    }

    private SoftTargetRows rows() throws UnusableLogprobsException {
        int[] tokens = scored.ids();
        ReportedRows rows = new ReportedRows(tokens, scored.width());
        int first = entries.size() - tokens.length;
        for (int row = 0; row < tokens.length; row++) {
            List<Entry> chosen = chosen(entries.get(first + row), tokens[row], row);
            rows.requireWidth(chosen.size(), row);
            for (int k = 0; k < scored.width(); k++) {
                rows.set(row, k, chosen.get(k).token(), chosen.get(k).logProbability());
            }
            rows.requireProbabilities(row);
        }
        return rows.complete();
    }

    /** The own token, and the others, the likeliest first. */
    private List<Entry> chosen(JsonNode entry, int own, int row) throws UnusableLogprobsException {
        if (!entry.isObject()) {
            throw new UnusableLogprobsException(
                    "the server reported nothing at token %d of the attempt".formatted(row));
        }
        Entry ownEntry = null;
        List<Entry> others = new ArrayList<>();
        for (Iterator<Map.Entry<String, JsonNode>> fields = entry.fields(); fields.hasNext(); ) {
            Map.Entry<String, JsonNode> field = fields.next();
            Entry read = new Entry(id(field.getKey()), ReportedRows.logProbability(field.getValue(), row));
            if (read.token() == own) {
                ownEntry = read;
            } else {
                others.add(read);
            }
        }
        if (ownEntry == null) {
            throw new UnusableLogprobsException(
                    "the server reported no log-probability of the attempt's token %d, which has the id %d"
                            .formatted(row, own));
        }
        others.sort(Comparator.comparingDouble((Entry other) -> -other.logProbability())
                .thenComparingInt(Entry::token));
        List<Entry> chosen = new ArrayList<>(List.of(ownEntry));
        chosen.addAll(others);
        return chosen;
    }

    private static int id(String name) throws UnusableLogprobsException {
        try {
            return Integer.parseInt(name);
        } catch (NumberFormatException e) {
            throw new UnusableLogprobsException("the server names its tokens by text ('%s'), not by id"
                    .formatted(name.length() > 20 ? name.substring(0, 20) : name));
        }
    }
}
