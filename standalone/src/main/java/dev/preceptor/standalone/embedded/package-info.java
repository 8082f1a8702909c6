/** The broker and every service in one JVM. */
package dev.preceptor.standalone.embedded;
