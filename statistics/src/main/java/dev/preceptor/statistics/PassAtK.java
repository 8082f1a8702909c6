package dev.preceptor.statistics;

/** The unbiased estimate of pass@k (Chen et al. 2021, "Evaluating Large Language Models Trained on Code"). */
public final class PassAtK {

    private PassAtK() {}

    /**
     * The probability that at least one of k samples passes, estimated from more samples than k:
     * {@code 1 - C(n - c, k) / C(n, k)}, as a product so that no binomial coefficient overflows.
     *
     * @param n samples, at least k
     * @param c how many of them passed
     */
    public static double estimate(int n, int c, int k) {
        if (k < 1 || k > n || c < 0 || c > n) {
            throw new IllegalArgumentException("pass@" + k + " cannot be estimated from " + c + " of " + n);
        }
        if (n - c < k) {
            return 1.0;
        }
        double allFail = 1.0;
        for (int i = n - c + 1; i <= n; i++) {
            allFail *= 1.0 - (double) k / i;
        }
        return 1.0 - allFail;
    }
}
