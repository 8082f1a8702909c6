/** The shutdown of a service: the order in which its parts stop, and waits that end. */
package dev.preceptor.stage.shutdown;
