package dev.preceptor.cli.report;

import java.util.Locale;

/** Amounts of US dollars as a person reads them. */
public final class Dollars {

    private Dollars() {}

    /** With cents, with hundredths of them where there is less than a dime, and finer where there is less than a tenth of one. */
    public static String of(double amount) {
        String form = amount == 0 || amount >= 0.1 ? "$%.2f" : amount >= 0.001 ? "$%.4f" : "$%.6f";
        return String.format(Locale.ROOT, form, amount);
    }
}
