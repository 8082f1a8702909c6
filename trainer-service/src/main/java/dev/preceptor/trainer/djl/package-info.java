/** The backend {@code djl}: trains in this process, with the module language-model. */
package dev.preceptor.trainer.djl;
