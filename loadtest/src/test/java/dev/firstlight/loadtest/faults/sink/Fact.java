package dev.firstlight.loadtest.faults.sink;

/** What is compared of an event and of its row: text that can go wrong on the way, and where it is counted. */
record Fact(String eventId, String title, Cell cell) {}
