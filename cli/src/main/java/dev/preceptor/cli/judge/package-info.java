/** {@code judge} and {@code tasks check}: the sandbox alone, without a broker. */
package dev.preceptor.cli.judge;
