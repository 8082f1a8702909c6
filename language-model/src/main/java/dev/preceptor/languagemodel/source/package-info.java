/** From a model's name, as a person writes it, to its files on this machine. */
package dev.preceptor.languagemodel.source;
