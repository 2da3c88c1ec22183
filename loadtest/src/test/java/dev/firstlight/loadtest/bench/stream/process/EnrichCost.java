package dev.firstlight.loadtest.bench.stream.process;

/**
 * Processor time of the last stage for one event, by what it enriches with; what it does besides (opening the address, encoding) is in all
 * three, so their differences are the enrichments' own.
 */
public record EnrichCost(double nothingMicros, double userAgentMicros, double allMicros) {

    public double enrichmentMicros() {
        return allMicros - nothingMicros;
    }

    public double userAgentHitMicros() {
        return userAgentMicros - nothingMicros;
    }

    String line() {
        return nothingMicros + " " + userAgentMicros + " " + allMicros;
    }

    static EnrichCost parse(String line) {
        String[] numbers = line.split(" ");
        return new EnrichCost(
                Double.parseDouble(numbers[0]), Double.parseDouble(numbers[1]), Double.parseDouble(numbers[2]));
    }
}
