/**
 * The computation of causal language models, forward and backward. A {@link
 * dev.preceptor.languagemodel.network.NetworkDefinition} describes an architecture: how the weights are composed of the tensors of a
 * checkpoint, and which switches of layer.py are on. layer.py and the other TorchScript sources are resources of this package. A
 * whole pass through a model is one call into native code.
 */
package dev.preceptor.languagemodel.network;
