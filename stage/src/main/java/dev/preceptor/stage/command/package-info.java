/** Command lines in the settings of services. */
package dev.preceptor.stage.command;
