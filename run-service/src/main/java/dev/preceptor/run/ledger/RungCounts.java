package dev.preceptor.run.ledger;

/**
 * What a rung of the ladder did so far.
 *
 * @param asked the number of samples that it was asked about
 * @param taught the number of samples that it taught
 */
record RungCounts(int asked, int taught) {

    static final RungCounts NONE = new RungCounts(0, 0);

    RungCounts plusAsked() {
        return new RungCounts(asked + 1, taught);
    }

    RungCounts plusTaught() {
        return new RungCounts(asked, taught + 1);
    }
}
