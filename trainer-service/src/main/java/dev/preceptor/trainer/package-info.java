/**
 * The trainer: a job comes, its examples are gathered, the student is fine-tuned on them, and the checkpoint goes out once it
 * lies complete in the artifact store. {@link dev.preceptor.trainer.TrainerStage} is the edge to Kafka.
 */
package dev.preceptor.trainer;
