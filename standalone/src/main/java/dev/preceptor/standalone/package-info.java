/**
 * Every service and a real broker in one process: what {@code ./preceptor demo}, {@code run} and {@code serve} start. The
 * services are on the class path; their settings for one process are in
 * {@code META-INF/microprofile-config.properties}, where {@code standalone.data-directory} says where everything lies.
 */
package dev.preceptor.standalone;
