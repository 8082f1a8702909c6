package dev.preceptor.student.rollout;

/** The use of a checkpoint that a rollout brings to the servers. */
class ArrivedUse implements ServedUse {

    private final Arrival arrival;

    ArrivedUse(Arrival arrival) {
        this.arrival = arrival;
    }

    @Override
    public final void await() {
        arrival.await();
    }

    @Override
    public final void lost() {
        arrival.lost();
    }
}
