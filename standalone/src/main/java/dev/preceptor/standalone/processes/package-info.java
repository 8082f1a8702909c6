/** The broker and every service as processes of this machine: started, watched, started again when they die, and ended. */
package dev.preceptor.standalone.processes;
