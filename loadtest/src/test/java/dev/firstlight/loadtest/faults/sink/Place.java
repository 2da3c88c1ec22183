package dev.firstlight.loadtest.faults.sink;

/** Where something stood: an event in {@code firstlight.raw}, what is no event in {@code firstlight.events} (index −1). */
record Place(int partition, long offset, int index) {}
