/** Creates the topics of the whole system, and writes requests to them. */
package dev.preceptor.run.topic;
