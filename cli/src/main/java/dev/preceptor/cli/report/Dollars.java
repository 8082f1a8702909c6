package dev.preceptor.cli.report;

import java.util.Locale;

/** Formats amounts of US dollars. */
public final class Dollars {

    private Dollars() {}

    /** With two decimals; with four below 10 cents, with six below a tenth of a cent. */
    public static String of(double amount) {
        String form = amount == 0 || amount >= 0.1 ? "$%.2f" : amount >= 0.001 ? "$%.4f" : "$%.6f";
        return String.format(Locale.ROOT, form, amount);
    }
}
