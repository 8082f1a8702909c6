/**
 * The arithmetic of causal language models. An architecture is described by a {@link
 * dev.preceptor.languagemodel.network.Blueprint}: which tensors of a model's files make up which weight, and which switches of
 * layer.py are on. layer.py and the other sources of the TorchScript programs are this package's resources. A whole pass through a
 * model is one call into native code.
 */
package dev.preceptor.languagemodel.network;
