package dev.preceptor.trainer.engine;

import dev.preceptor.contracts.event.CheckpointReference;
import java.util.Optional;

/**
 * The name of the base model in the configuration of an adapter ({@code base_model_name_or_path}), by which PEFT and servers find the
 * base.
 *
 * @param setting the name of the untrained student, as a server names it; empty to derive it from the specification
 */
public record AdapterBase(Optional<String> setting) {

    private static final String HUB = "hf:";

    /**
     * Returns the name.
     *
     * @param base the model that the adapter is trained on
     * @return for the untrained student the setting, or else the name on the hub for {@code hf:owner/name@revision}, or else the name in
     *     the specification. For a checkpoint of an earlier round its URI: with the untrained student the adapter would be wrong
     */
    public String nameOf(CheckpointReference base) {
        String uri = base.uri();
        if (base.round() > 0) {
            return uri;
        }
        return setting.orElseGet(
                () -> uri.startsWith(HUB) ? uri.substring(HUB.length()).replaceFirst("@.*", "") : uri);
    }
}
