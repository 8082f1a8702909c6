package dev.preceptor.contracts.report;

/** The number of practice tasks by outcome, over all rounds. */
public record Ledger(int solved, int taught, int untaught, int unfunded, int faulted) {

    public static final Ledger EMPTY = new Ledger(0, 0, 0, 0, 0);

    public Ledger plus(Outcome outcome) {
        return switch (outcome) {
            case SOLVED -> new Ledger(solved + 1, taught, untaught, unfunded, faulted);
            case TAUGHT -> new Ledger(solved, taught + 1, untaught, unfunded, faulted);
            case UNTAUGHT -> new Ledger(solved, taught, untaught + 1, unfunded, faulted);
            case UNFUNDED -> new Ledger(solved, taught, untaught, unfunded + 1, faulted);
            case FAULTED -> new Ledger(solved, taught, untaught, unfunded, faulted + 1);
        };
    }

    /** Returns a copy with one unfunded task less, after that task got a lesson. */
    public Ledger lessUnfunded() {
        return new Ledger(solved, taught, untaught, unfunded - 1, faulted);
    }

    /** Returns a copy with one faulted task less, after that task got another outcome. */
    public Ledger lessFaulted() {
        return new Ledger(solved, taught, untaught, unfunded, faulted - 1);
    }

    public int ended() {
        return solved + taught + untaught + unfunded + faulted;
    }
}
