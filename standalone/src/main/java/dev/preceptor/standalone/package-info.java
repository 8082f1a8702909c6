/**
 * Preceptor on one machine. {@code embedded} runs every service and a real broker in one JVM: {@code ./preceptor demo},
 * {@code run} and {@code serve}. {@code processes} runs the broker and each service as a process: {@code ./preceptor up}.
 * The settings for one JVM are in {@code META-INF/microprofile-config.properties}, where
 * {@code standalone.data-directory} names the folder of all data.
 */
package dev.preceptor.standalone;
