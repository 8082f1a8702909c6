package dev.preceptor.cli.report;

import java.util.Locale;

/** Amounts of US dollars as a person reads them. */
public final class Dollars {

    private Dollars() {}

    /** With cents, and with hundredths of them where there is less than a dime. */
    public static String of(double amount) {
        return String.format(Locale.ROOT, amount != 0 && amount < 0.1 ? "$%.4f" : "$%.2f", amount);
    }
}
