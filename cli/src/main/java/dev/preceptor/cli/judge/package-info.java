/** {@code judge} and {@code tasks check}: commands on the sandbox alone, without a broker. */
package dev.preceptor.cli.judge;
