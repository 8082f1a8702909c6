/**
 * The trainer. It reads a training job's examples, fine-tunes the student on them, stores the checkpoint in the artifact store and emits its
 * event. {@link dev.preceptor.trainer.TrainerStage} is the Kafka edge.
 */
package dev.preceptor.trainer;
