/**
 * The arithmetic of causal language models. Every architecture is reduced to one {@link
 * dev.preceptor.languagemodel.network.Blueprint}: which tensors a model's files are folded into, and which switches the one
 * TorchScript program runs with. The program's source lies beside this package's resources; a whole pass through the model
 * is one call into native code.
 */
package dev.preceptor.languagemodel.network;
