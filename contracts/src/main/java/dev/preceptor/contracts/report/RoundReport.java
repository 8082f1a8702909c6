package dev.preceptor.contracts.report;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.preceptor.contracts.event.CheckpointReference;

/** A round's training; losses and checkpoint are null where there was nothing to train on. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RoundReport(int round, int examples, Double firstLoss, Double lastLoss, CheckpointReference checkpoint) {}
