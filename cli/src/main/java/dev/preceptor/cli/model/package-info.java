/** {@code generate}, {@code finetune} and {@code score}: commands on a model alone, without a broker. */
package dev.preceptor.cli.model;
